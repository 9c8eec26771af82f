using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>Why a checkpoint does not open with a key, in words for people who hold the key and have never seen a note.</summary>
internal static class OpeningError
{
    /// <param name="note">What did not open.</param>
    /// <param name="verifier">The key it was opened with.</param>
    /// <param name="e">What opening it said.</param>
    public static string Words(string note, NoteVerifier verifier, Exception e)
    {
        if (!Note.TryParse(note, out var parsed, out _)
            || !Checkpoint.TryParse(parsed.Text, out var checkpoint, out _, allowExtensions: true))
        {
            return e.Message;
        }

        if (checkpoint.Origin != verifier.Name)
        {
            return $"it is a checkpoint of another log, {checkpoint.Origin}; the key is that of {verifier.Name}";
        }

        return parsed.Signatures.Any(s => s.Name == verifier.Name && s.KeyId == verifier.KeyId)
            ? e.Message
            : $"it is signed by another key ({string.Join(", ", parsed.Signatures.Take(3).Select(s => $"{s.Name}+{s.KeyId:x8}"))}) than "
                + $"the one it is checked with ({Short(verifier)})";
    }

    /// <summary>A key by its name and id, as notes have it.</summary>
    public static string Short(NoteVerifier verifier) => $"{verifier.Name}+{verifier.KeyId:x8}";
}
