using System.CommandLine;
using Cairn.Entries;

namespace Cairn.Cli;

/// <summary><c>cairn prove</c>: an entry's proof, to hand to somebody who has neither the log nor its store.</summary>
internal static class ProveCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var entry = new Argument<string>("INDEX|ID") { Description = "The entry: its index in the log, or its event's id." };
        var output = new Option<FileInfo>("--output", "-o")
        {
            Description = "The file to write the proof to.",
            HelpName = "FILE.tlog-proof",
            Required = true,
        };
        var leaf = new Option<FileInfo>("--entry")
        {
            Description = "The file to write the entry to, byte for byte as it was hashed.",
            HelpName = "FILE",
            Required = true,
        };
        var disclose = new Option<string>("--disclose")
        {
            Description =
                $"The personal data to include: {string.Join(",", DisclosureGroup.Classes)}, or all. Without it, the proof contains none.",
            HelpName = "CLASSES",
        };
        var command = new CairnCommand("prove", "Writes a proof that an entry is in the log (C2SP tlog-proof), and the entry.")
        {
            Examples =
            [
                "cairn prove 0 -o entry-0.tlog-proof --entry entry-0.json --store sqlite:audit.db",
                "cairn prove 0 -o entry-0.tlog-proof --entry entry-0.json --disclose identity,content --store sqlite:audit.db",
            ],
            ExitCodes = "0 done; 1 the stored log does not prove the entry; 2 could not be done, or there is no such entry",
        };
        command.Add(entry);
        command.Add(output);
        command.Add(leaf);
        command.Add(disclose);
        command.SetAction((parsed, cancellationToken) =>
        {
            var reference = EntryReference.Parse(parsed.GetRequiredValue(entry));
            if (options.ReadServer(parsed) is { } connection)
            {
                return ServerProof.WriteAsync(
                    io,
                    connection,
                    reference,
                    parsed.GetValue(disclose),
                    parsed.GetRequiredValue(output).ToString(),
                    parsed.GetRequiredValue(leaf).ToString(),
                    cancellationToken);
            }

            var run = new ProveRun(io, options.Read(parsed), reference, ProveRun.Classes(parsed.GetValue(disclose)));
            return run.RunAsync(parsed.GetRequiredValue(output).ToString(), parsed.GetRequiredValue(leaf).ToString(), cancellationToken);
        });
        return command;
    }
}
