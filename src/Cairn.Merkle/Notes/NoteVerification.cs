using System.Text;

namespace Cairn.Merkle;

/// <summary>Holds a note's signature lines against the known keys.</summary>
internal static class NoteVerification
{
    /// <summary>The lines of known keys, all of them verified.</summary>
    /// <exception cref="NoteException">A known key signs twice or badly, or none signs at all.</exception>
    public static IReadOnlyList<NoteSignature> Run(Note note, ReadOnlySpan<INoteVerifier> verifiers)
    {
        var message = Encoding.UTF8.GetBytes(note.Text);
        var verified = new List<NoteSignature>();
        foreach (var line in note.Signatures)
        {
            if (Find(verifiers, line) is { } key)
            {
                RefuseSecond(verified, line);
                Verify(key, message, line);
                verified.Add(line);
            }
        }

        return verified.Count > 0 ? verified : throw new NoteException(NoneKnown(note), Reason.UnknownKeys);
    }

    private static INoteVerifier? Find(ReadOnlySpan<INoteVerifier> verifiers, NoteSignature line)
    {
        INoteVerifier? found = null;
        foreach (var verifier in verifiers)
        {
            if (line.IsOf(verifier.Name, verifier.KeyId))
            {
                found = found is null ? verifier : throw new ArgumentException($"The key {Key(line)} is known twice.", nameof(verifiers));
            }
        }

        return found;
    }

    private static void RefuseSecond(List<NoteSignature> verified, NoteSignature line)
    {
        if (verified.Exists(earlier => earlier.IsOf(line.Name, line.KeyId)))
        {
            throw new NoteException($"The note has two signatures of {Key(line)}.");
        }
    }

    private static void Verify(INoteVerifier key, byte[] message, NoteSignature line)
    {
        if (!key.Verify(message, line.Signature.Span))
        {
            throw new NoteException($"The signature of {Key(line)} is not of this text.", Reason.BadSignature);
        }
    }

    private static string NoneKnown(Note note) =>
        $"The note is not signed by a known key, but by {Shown.Of(string.Join(", ", note.Signatures.Take(3).Select(Key)))}.";

    private static string Key(NoteSignature line) => $"{Shown.Of(line.Name)}+{line.KeyId:x8}";
}
