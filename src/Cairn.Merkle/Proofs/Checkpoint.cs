using System.Diagnostics.CodeAnalysis;

namespace Cairn.Merkle;

/// <summary>The tree head a log signs under its name (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">The log's name: one line, not empty.</param>
/// <param name="Head">Size and root; the root of no entries is <see cref="Hash.Empty"/>.</param>
/// <exception cref="ArgumentException">The origin or the head are not as said.</exception>
public sealed record Checkpoint(string Origin, TreeHead Head)
{
    /// <summary>The log's name.</summary>
    public string Origin { get; init => field = Valid(value); } = Valid(Origin);

    /// <summary>Size and root.</summary>
    public TreeHead Head { get; init => field = Valid(value); } = Valid(Head);

    /// <summary>The text to sign: origin, size and root on three lines, no extension lines.</summary>
    public string Format() => $"{Origin}\n{CanonicalDecimal.Format(Head.Size)}\n{Head.Root}\n";

    /// <summary>Signs the text and returns the whole note, which <see cref="Open"/> reads.</summary>
    public string Sign(params ReadOnlySpan<INoteSigner> signers) => Note.Sign(Format(), signers);

    /// <summary>Reads the text of a checkpoint, without signatures, exactly as <see cref="Format"/> writes it.</summary>
    /// <param name="text">The three lines.</param>
    /// <param name="allowExtensions">Whether to read over extension lines, which some other logs write and Cairn does not.</param>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static Checkpoint Parse(string text, bool allowExtensions = false) =>
        TryParse(text, out var checkpoint, out var error, allowExtensions)
            ? checkpoint
            : throw new FormatException($"Not a checkpoint: {error}.");

    /// <inheritdoc cref="Parse"/>
    /// <param name="text">The three lines.</param>
    /// <param name="checkpoint">The checkpoint; null on failure.</param>
    /// <param name="error">On failure, what is wrong and where; otherwise empty.</param>
    /// <param name="allowExtensions">Whether to read over extension lines.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint, out string error, bool allowExtensions = false)
    {
        checkpoint = CheckpointParser.Parse(text, allowExtensions, out error);
        return checkpoint is not null;
    }

    /// <summary>Opens a signed checkpoint of the log that the verifier is named after.</summary>
    /// <param name="note">The whole note.</param>
    /// <param name="verifier">The log's key; its name must be the checkpoint's origin.</param>
    /// <param name="allowExtensions">Whether to read over extension lines.</param>
    /// <exception cref="NoteException">
    /// The note cannot be opened, its text is not a checkpoint, or it is the checkpoint of another log.
    /// </exception>
    public static Checkpoint Open(string note, INoteVerifier verifier, bool allowExtensions = false)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        if (!TryParse(Note.Open(note, verifier).Text, out var checkpoint, out var error, allowExtensions))
        {
            throw new NoteException($"The note is signed, but not a checkpoint: {error}.");
        }

        // A key that signs for two logs must not make one pass for the other.
        return checkpoint.Origin == verifier.Name
            ? checkpoint
            : throw new NoteException($"This is a checkpoint of '{Shown.Of(checkpoint.Origin)}', not of '{Shown.Of(verifier.Name)}'.");
    }

    private static string Valid(string origin) =>
        CheckpointParser.Complaint(origin) is { } complaint
            ? throw new ArgumentException($"Not a checkpoint: {complaint}.", nameof(origin))
            : origin;

    private static TreeHead Valid(TreeHead head) =>
        CheckpointParser.Complaint(head) is { } complaint
            ? throw new ArgumentException($"Not a checkpoint: {complaint}.", nameof(head))
            : head;
}
