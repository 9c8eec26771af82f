using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Cairn.Merkle;

/// <summary>
/// A text signed by one or more keys (C2SP signed-note): the key it is asked of, and any others beside it, such as witnesses or a new key
/// beside the old. At most 1 MiB of UTF-8 and 100 signature lines.
/// </summary>
public sealed class Note
{
    internal Note(string text, IReadOnlyList<NoteSignature> signatures, IReadOnlyList<NoteSignature> verified) =>
        (Text, Signatures, Verified) = (text, signatures, verified);

    /// <summary>What was signed. Ends in a newline.</summary>
    public string Text { get; }

    /// <summary>All signature lines, in the note's order: also those of unknown keys, which nobody has verified.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>The lines that <see cref="Open"/> verified, in the note's order. Empty after <see cref="TryParse"/>.</summary>
    public IReadOnlyList<NoteSignature> Verified { get; }

    /// <summary>Signs a text and returns the whole note.</summary>
    /// <param name="text">Ends in a newline, and holds no other control character.</param>
    /// <param name="signers">At least one, no key twice; their lines follow in this order.</param>
    /// <exception cref="ArgumentException">The text or the signers are not as said.</exception>
    public static string Sign(string text, params ReadOnlySpan<INoteSigner> signers)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EndsWith('\n'))
        {
            throw new ArgumentException("The text of a note ends in a newline.", nameof(text));
        }

        if (NoteText.Complaint(text) is { } complaint)
        {
            throw new ArgumentException($"This text cannot be signed as a note: {complaint}.", nameof(text));
        }

        return Signed(new Note(text, [], []), signers);
    }

    /// <summary>
    /// Adds signature lines at a note's end; what is there stays byte for byte. It verifies nothing: whoever signs opens the note first.
    /// </summary>
    /// <param name="note">The whole note.</param>
    /// <param name="signers">At least one, none of which has signed the note already; their lines follow in this order.</param>
    /// <exception cref="NoteException">The note is malformed.</exception>
    /// <exception cref="ArgumentException">A signer has signed already, or the note would become too large.</exception>
    public static string Cosign(string note, params ReadOnlySpan<INoteSigner> signers)
    {
        if (signers.IsEmpty)
        {
            throw new ArgumentException("Nobody is there to sign the note.", nameof(signers));
        }

        return Signed(Parsed(note), signers);
    }

    /// <summary>Reads a note and verifies the signatures of known keys; those of unknown keys are ignored.</summary>
    /// <param name="note">The whole note.</param>
    /// <param name="verifiers">The known keys, none of them twice. One that verifies is enough; one that does not is too much.</param>
    /// <exception cref="NoteException">
    /// The note is malformed or has two lines of one known key, a known key's signature is bad, or no line is by a known key.
    /// </exception>
    public static Note Open(string note, params ReadOnlySpan<INoteVerifier> verifiers)
    {
        var parsed = Parsed(note);
        return new Note(parsed.Text, parsed.Signatures, NoteVerification.Run(parsed, verifiers));
    }

    /// <summary>Reads a note's structure without verifying anything, to learn who claims to have signed it.</summary>
    /// <param name="note">The whole note.</param>
    /// <param name="parsed">The note, none of its signatures verified; null on failure.</param>
    /// <param name="error">On failure, what is wrong and where; otherwise empty.</param>
    public static bool TryParse(string note, [NotNullWhen(true)] out Note? parsed, out string error)
    {
        parsed = NoteParser.Parse(note, out error);
        return parsed is not null;
    }

    /// <summary>The whole note again, byte for byte what was read.</summary>
    public string Format()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            note.Append(signature.Format()).Append('\n');
        }

        return note.ToString();
    }

    private static Note Parsed(string note) =>
        TryParse(note, out var parsed, out var error) ? parsed : throw new NoteException($"The note is malformed: {error}.");

    private static string Signed(Note note, ReadOnlySpan<INoteSigner> signers)
    {
        var message = Encoding.UTF8.GetBytes(note.Text);
        var lines = new List<NoteSignature>(note.Signatures);
        foreach (var signer in signers)
        {
            var line = new NoteSignature(KeyName.RequireValid(signer.Name), signer.KeyId, signer.Sign(message));
            lines.Add(lines.Exists(l => l.IsOf(line.Name, line.KeyId)) ? throw new ArgumentException("A key signs a note once.") : line);
        }

        return Readable(new Note(note.Text, lines, []).Format());
    }

    // What was signed must open again: this finds missing signers, empty signatures and notes grown too large.
    private static string Readable(string note) =>
        TryParse(note, out _, out var error) ? note : throw new ArgumentException($"These signers do not make a note: {error}.");
}
