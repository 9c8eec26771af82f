using Cairn.Samples.Workspace;

// Two programs in one project, so that one command starts both: each runs in a process of its own.
return args switch
{
    ["back-end", .. var rest] => await BackEnd.RunAsync(rest),
    ["portal", var address, var backEnd, var log] => await Portal.RunAsync(address, backEnd, log),
    [var backEnd, var portal] => await Both.RunAsync(backEnd, portal),
    _ => await Both.RunAsync(),
};
