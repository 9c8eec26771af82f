using Cairn.Server;
using Cairn.Server.Demo;
using Cairn.Server.Serving;

return args switch
{
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["--help" or "-h"] => Usage.Help(),
    [] or [['-', ..], ..] => await ServeCommand.RunAsync(args),
    _ => Usage.Refuse($"'{args[0]}' is nothing this program does."),
};
