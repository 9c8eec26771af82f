using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Cairn.Cli;

/// <summary>Every command of <c>cairn</c>.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CliIo io)
    {
        var options = new CommonOptions(io);
        var root = new RootCommand("cairn: the audit log that proves itself.");
        foreach (var option in options.All)
        {
            root.Add(option);
        }

        root.Add(RecordCommand.Create(io, options));
        root.Add(ListCommand.Create(io, options));
        root.Add(ShowCommand.Create(io, options));
        root.Add(VerifyCommand.Create(io, options));
        root.Add(CheckpointCommand.Create(io, options));
        root.Add(VkeyCommand.Create(io, options));
        root.Add(ProveCommand.Create(io, options));
        root.Add(CheckCommand.Create(io));
        root.Add(MirrorCommand.Create(io, options));
        root.Add(RecoverCommand.Create(io, options));
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!); // The library's own option has its action.
        }

        return root;
    }

    /// <summary>The words that name a parsed command: <c>cairn</c>, <c>record</c>.</summary>
    public static IEnumerable<string> PathOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = command; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command: var named })
            {
                names.Push(named is RootCommand ? "cairn" : named.Name);
            }
        }

        return names;
    }
}
