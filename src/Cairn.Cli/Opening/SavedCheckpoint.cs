using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>A checkpoint that somebody saved in a file.</summary>
internal sealed class SavedCheckpoint
{
    private readonly string path;

    /// <exception cref="CliException">It cannot be read, or is not text.</exception>
    public SavedCheckpoint(string path) => (this.path, Note) = (path, InputFile.Text(path));

    public string Note { get; }

    /// <exception cref="CliException">It is a checkpoint of another log: then it says nothing of this one.</exception>
    public async Task ThrowIfOfAnotherAsync(OpenLog open, CancellationToken cancellationToken)
    {
        if (Read() is not { } checkpoint
            || checkpoint.Origin == open.Log.Origin
            || checkpoint.Origin.EndsWith($"/{KeyFile.TrueId(open.Log)}", StringComparison.Ordinal))
        {
            return;
        }

        var id = checkpoint.Origin[(checkpoint.Origin.LastIndexOf('/') + 1)..];
        var there = await open.Store.FindLogByIdAsync(id, cancellationToken).ConfigureAwait(false) is { } log
            && log.Origin == checkpoint.Origin ? $" That one is in the store too: --log {log.LogId}" : "";
        throw new CliException(
            $"{path} is a checkpoint of another log, {checkpoint.Origin}. This log is {open.Log.Origin}: nothing was compared.{there}");
    }

    /// <summary>What it commits to, for a log that is known by its key alone.</summary>
    /// <exception cref="CliException">It does not open with the key: then it says nothing of this log.</exception>
    public TreeHead Open(NoteVerifier verifier)
    {
        try
        {
            return Checkpoint.Open(Note, verifier).Head;
        }
        catch (NoteException e)
        {
            throw new CliException($"{path} cannot be compared: {OpeningError.Words(Note, verifier, e)}.");
        }
    }

    /// <summary>What it is, and of when: the file's time, for a checkpoint has none.</summary>
    public string Words() =>
        $"the checkpoint of {Counted.Entries(Read()?.Head.Size ?? 0)} in {path}, a file of {Times.Short(File.GetLastWriteTimeUtc(path))}";

    /// <summary>Whether it opens with this key.</summary>
    public bool Opens(NoteVerifier verifier)
    {
        try
        {
            return Checkpoint.Open(Note, verifier).Head.Size >= 0;
        }
        catch (NoteException)
        {
            return false; // The report says why it was not used.
        }
    }

    private Checkpoint? Read() =>
        Merkle.Note.TryParse(Note, out var parsed, out _) && Checkpoint.TryParse(parsed.Text, out var checkpoint, out _)
            ? checkpoint
            : null;
}
