namespace Cairn.Merkle;

/// <summary>Takes a note apart into its text and its signature lines.</summary>
internal static class NoteParser
{
    // C2SP signed-note, "Format": a verifier limits the number, and takes at least 16. More than this is an attempt to keep us busy.
    private const int MostSignatures = 100;

    public static Note? Parse(string? note, out string error)
    {
        error = note is null ? "there is no note" : NoteText.Complaint(note) ?? "";
        return error.Length == 0 ? Split(note!, out error) : null; // Null was an error.
    }

    private static Note? Split(string note, out string error)
    {
        // The text may have empty lines itself: the last one of the note is what separates.
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
        {
            error = "no empty line separates a text from signatures";
            return null;
        }

        if (!note.EndsWith('\n') || end + 2 == note.Length)
        {
            error = "it does not end in a signature line with its newline";
            return null;
        }

        var signatures = Signatures(note.AsSpan(end + 2), out error);
        return signatures is null ? null : new Note(note[..(end + 1)], signatures, []);
    }

    private static List<NoteSignature>? Signatures(ReadOnlySpan<char> lines, out string error)
    {
        var signatures = new List<NoteSignature>();
        while (!lines.IsEmpty)
        {
            if (signatures.Count == MostSignatures)
            {
                error = $"it has more than {MostSignatures} signatures";
                return null;
            }

            var newline = lines.IndexOf('\n');
            if (NoteSignature.TryParse(lines[..newline], out error) is not { } signature)
            {
                error = $"signature line {signatures.Count + 1} {error}";
                return null;
            }

            signatures.Add(signature);
            lines = lines[(newline + 1)..];
        }

        error = "";
        return signatures;
    }
}
