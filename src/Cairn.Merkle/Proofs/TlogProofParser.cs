namespace Cairn.Merkle;

/// <summary>The lines of a tlog-proof (C2SP tlog-proof, "Format").</summary>
internal static class TlogProofParser
{
    // The checkpoint's own limit of 1 MiB, and as much for all that comes before it.
    private const int Longest = 2 * NoteText.LargestNote;

    /// <summary>What keeps a text from being a signed checkpoint, ours or another log's, or null. No signature is verified.</summary>
    public static string? CheckpointComplaint(string note)
    {
        if (!Note.TryParse(note, out var parsed, out var error))
        {
            return error;
        }

        return Checkpoint.TryParse(parsed.Text, out _, out error, allowExtensions: true) ? null : error;
    }

    public static TlogProof? Parse(string? text, out string error)
    {
        var end = text?.IndexOf("\n\n", StringComparison.Ordinal) ?? -1;
        if (text is null || end < 0 || text.Length > Longest)
        {
            error = text?.Length > Longest ? "it is too long" : "no empty line separates the proof from a checkpoint";
            return null;
        }

        var note = text[(end + 2)..];
        error = CheckpointComplaint(note) is { } complaint ? $"its checkpoint is malformed: {complaint}" : "";
        return error.Length == 0 ? Lines(new LineReader(text[..end]), note, out error) : null;
    }

    private static TlogProof? Lines(LineReader lines, string note, out string error)
    {
        ReadOnlyMemory<byte>? extra = null;
        error = "";
        if (lines.Next() != TlogProof.FirstLine)
        {
            error = $"line 1 is not '{TlogProof.FirstLine}'";
            return null;
        }

        var line = lines.Next();
        if (line?.StartsWith(TlogProof.ExtraPrefix, StringComparison.Ordinal) ?? false)
        {
            extra = Extra(line[TlogProof.ExtraPrefix.Length..], lines.Number, out error);
            line = lines.Next();
        }

        var index = error.Length == 0 ? Index(line, lines.Number, out error) : 0;
        var hashes = error.Length == 0 ? Hashes(lines, out error) : [];
        return error.Length == 0 ? new TlogProof(index, hashes, note, extra) : null;
    }

    private static byte[] Extra(string base64, int number, out string error)
    {
        error = CanonicalBase64.TryDecode(base64, out var extra) && extra.Length > 0
            ? ""
            : $"line {number}: the extra data is not canonical base64 of at least one byte";
        return extra;
    }

    private static long Index(string? line, int number, out string error)
    {
        error = $"line {number} is not '{TlogProof.IndexPrefix}' and a number";
        if (line is null || !line.StartsWith(TlogProof.IndexPrefix, StringComparison.Ordinal))
        {
            return 0;
        }

        var digits = line.AsSpan(TlogProof.IndexPrefix.Length);
        error = CanonicalDecimal.TryParse(digits, out var index) ? "" : $"line {number}: {CanonicalDecimal.Complaint(digits)}";
        return index;
    }

    private static List<Hash> Hashes(LineReader lines, out string error)
    {
        var hashes = new List<Hash>();
        while (lines.Next() is { } line)
        {
            if (!Hash.TryParse(line, out var hash) || hashes.Count == TlogProof.MostHashes)
            {
                error = hashes.Count == TlogProof.MostHashes
                    ? $"it has more than {TlogProof.MostHashes} hashes"
                    : $"line {lines.Number}: '{Shown.Of(line)}' is not the canonical base64 of 32 bytes";
                return [];
            }

            hashes.Add(hash);
        }

        error = "";
        return hashes;
    }
}
