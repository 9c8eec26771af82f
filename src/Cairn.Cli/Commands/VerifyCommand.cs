using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn verify</c>: recomputes the whole log.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: the verdict, every finding, every note." };
        var key = new KeyOptions();
        var since = new Option<FileInfo>("--since") { Description = "A saved checkpoint that the log, or the mirror, must have grown from.", HelpName = "FILE" };
        var mirror = new Option<DirectoryInfo>("--mirror")
        {
            Description = "Verifies this folder of C2SP tlog-tiles instead of a store. With the log's key it needs no store.",
            HelpName = "DIR",
        };
        var command = new CairnCommand("verify", "Verifies the log: recomputes every hash and names whatever is not as it was written.")
        {
            Details =
                """
                Every leaf, disclosure, search column, tile and manifest is held against the tree, and the tree against the signed checkpoint, the
                signer's memory beside the key, and a checkpoint saved earlier. The key is the one that is named, else the one on this host. Where there is
                neither, it is the one the store itself has: whoever can rewrite the log can replace that one too, so the verdict is never "intact" then.
                """,
            Examples =
            [
                "cairn verify --store sqlite:audit.db",
                "cairn verify --store sqlite:audit.db --since monday.checkpoint --json",
                "cairn verify --store sqlite:audit.db --vkey-file audit.vkey",
                "cairn verify --mirror ./public --vkey-file audit.vkey",
            ],
            ExitCodes = "0 intact; 1 altered, or not guarded; 2 could not check, or the key was the store's own",
        };
        command.Add(json);
        key.AddTo(command);
        command.Add(since);
        command.Add(mirror);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(mirror) is { } folder)
            {
                var pinned = key.Read(parsed);
                if (pinned is null && !options.HasStore(parsed))
                {
                    throw new CliException("--mirror needs the log's verifier key, which cairn vkey prints: add --vkey KEY or --vkey-file FILE, or a --store whose key it is.");
                }

                var check = new MirrorVerification(io, folder.ToString(), parsed.GetValue(since)?.ToString());
                return check.RunAsync(pinned, () => options.Read(parsed), parsed.GetValue(json), cancellationToken);
            }

            var run = new StoreVerification(io, options.Read(parsed), key.Read(parsed), parsed.GetValue(since)?.ToString());
            return run.RunAsync(parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
