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
        root.Add(options.AddAskedTo(RecordCommand.Create(io, options)));
        root.Add(options.AddAskedTo(ListCommand.Create(io, options)));
        root.Add(options.AddAskedTo(ShowCommand.Create(io, options)));
        root.Add(options.AddAskedTo(TailCommand.Create(io, options)));
        root.Add(options.AddAskedTo(StatsCommand.Create(io, options)));
        root.Add(options.AddAskedTo(ExportCommand.Create(io, options)));
        root.Add(options.AddTo(VerifyCommand.Create(io, options)));
        root.Add(options.AddTo(CheckpointCommand.Create(io, options)));
        root.Add(options.AddTo(VkeyCommand.Create(io, options)));
        root.Add(options.AddAskedTo(ProveCommand.Create(io, options)));
        root.Add(CheckCommand.Create(io));
        root.Add(options.AddTo(MirrorCommand.Create(io, options)));
        root.Add(options.AddTo(RecoverCommand.Create(io, options)));
        root.Add(SpoolCommand.Create(io, options));
        root.Add(OutboxCommand.Create(io));
        root.Add(ApiKeyCommand.Create(io, options));
        root.Add(options.AddStoreTo(MigrateCommand.Create(io, options)));
        root.Add(options.AddStoreTo(DoctorCommand.Create(io, options)));
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
