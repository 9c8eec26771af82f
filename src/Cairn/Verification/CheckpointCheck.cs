using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>Opens the notes a log is held against. What is published must open; what the caller brings is the caller's.</summary>
internal sealed class CheckpointCheck(LogIdentity log, string logId, VerifyOptions options, FindingList findings, List<string> notes)
{
    private readonly NoteVerifier? verifier = options.Verifier;

    /// <summary>The published checkpoint; <see langword="null"/> where there is none or it does not open.</summary>
    public Checkpoint? Published { get; private set; }

    public List<Anchor> Anchors { get; } = [];

    /// <summary>The head that decides: the published one, or what a newer log attests of this one where that is the larger.</summary>
    public TreeHead? Trusted => Continuation is { } continued && continued.Size > (Published?.Head.Size ?? 0) ? continued : Published?.Head;

    // A head that was too damaged to have a root has that of the empty tree.
    private TreeHead? Continuation =>
        options.Continued is { } attested && (attested.Size == 0 || attested.Root != Hash.Empty) ? new(attested.Size, attested.Root) : null;

    /// <summary>Whether something could not be checked that should have been.</summary>
    public bool IsIncomplete { get; private set; }

    public void Open(string? published)
    {
        if (Continuation is { } head)
        {
            Anchors.Add(new(Anchor.Continuation, head));
        }
        else if (verifier is null)
        {
            IsIncomplete = true;
            notes.Add("signatures were not checked: no verifier key was given");
        }

        if (published is null && verifier is not null && verifier.Name != log.Origin)
        {
            OtherOrigin(verifier.Name);
        }

        OpenPublished(published);
        OpenGiven(Anchor.Memory, options.SignerMemory);
        OpenGiven(Anchor.Saved, options.Since);
    }

    private void OpenPublished(string? note)
    {
        if (note is null || IsAttested(note))
        {
            return;
        }

        if (TryOpen(note, out var checkpoint, out var error))
        {
            Published = checkpoint;
            Anchors.Add(new(Anchor.Published, checkpoint!.Head)); // Opened.
        }
        else
        {
            findings.Add(FindingKind.Checkpoint, "note", $"the published checkpoint is not valid: {error}");
        }
    }

    // The break itself, as the newer log attests it: the tree was another one than was signed, or what was signed was not there.
    private bool IsAttested(string note) => options.Continued is { } continued
        && (continued.Reason == "forked"
            || (TryRead(note, out var checkpoint, out _) && checkpoint!.Head.Size > continued.Size && continued.Lost > 0)); // Read.

    private void OpenGiven(string name, string? note)
    {
        if (note is null)
        {
            return;
        }

        if (TryRead(note, out var read, out _) && IsForeign(read!)) // Read.
        {
            IsIncomplete = true;
            notes.Add($"{name} is of another log, {read!.Origin}, and was not used"); // Read above.
            return;
        }

        if (TryOpen(note, out var checkpoint, out var error))
        {
            Anchors.Add(new(name, checkpoint!.Head)); // Opened.
        }
        else
        {
            IsIncomplete = true;
            notes.Add($"{name} is not valid and was not used: {error}");
        }
    }

    private bool TryOpen(string note, out Checkpoint? checkpoint, out string error)
    {
        if (!TryRead(note, out checkpoint, out error))
        {
            return false;
        }

        try
        {
            _ = verifier is null ? null : Checkpoint.Open(note, verifier);
        }
        catch (NoteException e)
        {
            error = OpeningError.Words(note, verifier!, e); // It did not open with one.
            return IsRowRenamed(note, checkpoint!.Origin); // Read above.
        }

        if (checkpoint!.Origin != log.Origin) // Read above.
        {
            OtherOrigin(checkpoint.Origin);
        }

        return true;
    }

    // A row whose origin was altered still has the log's id, by its secret.
    private bool IsForeign(Checkpoint checkpoint) =>
        checkpoint.Origin != log.Origin && !checkpoint.Origin.EndsWith("/" + logId, StringComparison.Ordinal);

    private static bool TryRead(string note, out Checkpoint? checkpoint, out string error)
    {
        checkpoint = null;
        return Note.TryParse(note, out var parsed, out error) && Checkpoint.TryParse(parsed.Text, out checkpoint, out error);
    }

    // A caller who names the key after an altered row cannot open a good note. The same key under the note's own name can: then
    // the row's origin is what was altered, not the note.
    private bool IsRowRenamed(string note, string origin)
    {
        if (verifier is null || origin == verifier.Name || !origin.EndsWith("/" + logId, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            Checkpoint.Open(note, RenamedKey.Of(verifier, origin)!); // The origin of a checkpoint that was read is a name.
        }
        catch (NoteException)
        {
            return false; // It is simply not a good note; the caller has the first error.
        }

        OtherOrigin(origin);
        return true;
    }

    private void OtherOrigin(string signed)
    {
        if (log.Origin.EndsWith("/" + logId, StringComparison.Ordinal))
        {
            findings.Add(FindingKind.Head, "origin", $"the log's origin is {log.Origin}; the log signs as {signed}");
        }
    }
}
