using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn verify</c>: recomputes the whole log.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: the verdict, every finding, every note." };
        var key = new KeyOptions();
        var since = new Option<FileInfo>("--since")
        {
            Description = "A saved checkpoint: the log, or the mirror, must contain everything it covers.",
            HelpName = "FILE"
        };
        var mirror = new Option<DirectoryInfo>("--mirror")
        {
            Description = "Verifies this mirror (a folder of C2SP tlog-tiles) instead of a store.",
            HelpName = "DIR",
        };
        var command = new CairnCommand("verify", "Verifies the log: recomputes every hash and names whatever is not as it was written.")
        {
            Details =
                """
                It compares everything that is stored with the hash tree. It compares the tree with the signed checkpoint, with what the
                signer remembers beside its key, and with a checkpoint that you saved. It uses the verifier key that you name, or else the
                signing key on this host. Without either, it uses the key in the store. Somebody who rewrote the log could have replaced
                that key too, so the verdict is then never "intact".
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
                    throw new CliException(
                        "--mirror needs the log's verifier key: add --vkey KEY, --vkey-file FILE or --store STORE. "
                        + "cairn vkey prints the key.");
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
