using Cairn.Server;
using Cairn.Server.Demo;

return args switch
{
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["--help" or "-h"] => Usage.Help(),
    _ => Usage.Refuse(args.Length == 0 ? "Say what to do." : $"'{args[0]}' is nothing this program does."),
};
