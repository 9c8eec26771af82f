using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn verify</c>: recomputes the whole log.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: the verdict, every finding, every note." };
        var vkey = new Option<string>("--vkey")
        {
            Description = "The log's verifier key. Without it, that of the key file beside the store.",
            HelpName = "KEY",
        };
        var since = new Option<FileInfo>("--since") { Description = "A saved checkpoint that the log must have grown from.", HelpName = "FILE" };
        var mirror = new Option<DirectoryInfo>("--mirror")
        {
            Description = "Verifies this folder of C2SP tlog-tiles instead of a store. With --vkey it needs no store.",
            HelpName = "DIR",
        };
        var command = new CairnCommand("verify", "Verifies the log: recomputes every hash and names whatever is not as it was written.")
        {
            Details =
                """
                Every leaf, disclosure, search column, tile and manifest is held against the tree, and the tree against the signed checkpoint, the
                signer's memory beside the key, and a checkpoint saved earlier.
                """,
            Examples =
            [
                "cairn verify --store sqlite:audit.db",
                "cairn verify --store sqlite:audit.db --since monday.checkpoint --json",
                "cairn verify --mirror ./public --vkey \"$(cat audit.vkey)\"",
            ],
            ExitCodes = "0 intact; 1 altered; 2 could not check",
        };
        command.Add(json);
        command.Add(vkey);
        command.Add(since);
        command.Add(mirror);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(mirror) is { } folder)
            {
                if (parsed.GetValue(vkey) is null && !options.HasStore(parsed))
                {
                    throw new CliException("--mirror needs the log's verifier key, which cairn vkey prints: add --vkey KEY, or a --store whose key it is.");
                }

                var check = new MirrorVerification(io, folder.ToString(), parsed.GetValue(since)?.ToString());
                return check.RunAsync(parsed.GetValue(vkey), () => options.Read(parsed), parsed.GetValue(json), cancellationToken);
            }

            var run = new StoreVerification(io, options.Read(parsed), parsed.GetValue(vkey), parsed.GetValue(since)?.ToString());
            return run.RunAsync(parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
