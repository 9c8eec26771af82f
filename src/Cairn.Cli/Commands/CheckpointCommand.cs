using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn checkpoint</c>: the log's size and root, signed.</summary>
internal static class CheckpointCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var save = new Option<FileInfo>("--save")
        {
            Description = "Writes it to this file too, for a later verify --since. A file that is there is not overwritten.",
            HelpName = "FILE"
        };
        var command = new CairnCommand("checkpoint", "Prints the newest signed checkpoint: the log's size and root hash.")
        {
            Details =
                """
                Save a checkpoint and keep it away from the log: verify --since shows later whether the log still contains everything the
                checkpoint covers. On a host with the signing key, entries that are not signed yet are signed first. On other hosts,
                standard error says how many there are.
                """,
            Examples = ["cairn checkpoint --store sqlite:audit.db --save monday.checkpoint"],
            ExitCodes = "0 done; 1 signing was refused, or the stored checkpoint is not signed by the key; 2 could not be done",
        };
        command.Add(save);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(io, options.Read(parsed), parsed.GetValue(save)?.ToString(), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, string? save, CancellationToken cancellationToken)
    {
        if (save is not null)
        {
            NewFiles.ThrowIfThere(save); // Before anything is signed.
        }

        var note = await NewestCheckpoint.ReadAsync(address, io, cancellationToken).ConfigureAwait(false);
        if (save is not null)
        {
            NewFiles.WriteOnce(save, note);
        }

        io.Output.Write(note);
        return ExitCode.Done;
    }
}
