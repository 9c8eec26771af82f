namespace Cairn.Merkle;

/// <summary>The lines of a checkpoint's text (C2SP tlog-checkpoint, "Note text").</summary>
internal static class CheckpointParser
{
    private const int MandatoryLines = 3;

    /// <summary>What keeps a text from being an origin, or null.</summary>
    public static string? Complaint(string? origin) =>
        string.IsNullOrEmpty(origin) || origin.Contains('\n', StringComparison.Ordinal) || NoteText.Complaint(origin) is not null
            ? "line 1: the origin is one line of valid Unicode without control characters, and not empty"
            : null;

    /// <summary>What keeps a size and a root from belonging together, or null.</summary>
    public static string? Complaint(TreeHead head)
    {
        if (head.Size < 0)
        {
            return $"line 2: {head.Size} is not a size";
        }

        // RFC 6962 §2.1 knows one root of no entries: another one would commit to something that nobody can see.
        return head.Size > 0 || head.Root == Hash.Empty ? null : $"line 3: the root of no entries is {Hash.Empty}";
    }

    public static Checkpoint? Parse(string? text, bool allowExtensions, out string error)
    {
        var lines = text?.Split('\n') ?? [];
        error = LineComplaint(lines, allowExtensions) ?? "";
        return error.Length == 0 ? Head(lines, out error) : null;
    }

    // A text that ends in a newline splits into its lines and one empty string more.
    private static string? LineComplaint(string[] lines, bool allowExtensions)
    {
        if (lines.Length <= MandatoryLines || lines[^1].Length > 0)
        {
            return "it is not three lines that each end in a newline";
        }

        if (lines.Length > MandatoryLines + 1 && !allowExtensions)
        {
            return "line 4: extension lines are not expected here";
        }

        var extensions = lines.AsSpan(MandatoryLines..^1);
        for (var i = 0; i < extensions.Length; i++)
        {
            if (extensions[i].Length == 0 || NoteText.Complaint(extensions[i]) is not null)
            {
                return $"line {MandatoryLines + 1 + i}: an extension line must not be empty or hold control characters";
            }
        }

        return null;
    }

    private static Checkpoint? Head(string[] lines, out string error)
    {
        if (!CanonicalDecimal.TryParse(lines[1], out var size))
        {
            error = $"line 2: {CanonicalDecimal.Complaint(lines[1])}";
            return null;
        }

        if (!Hash.TryParse(lines[2], out var root))
        {
            error = $"line 3: '{Shown.Of(lines[2])}' is not the canonical base64 of 32 bytes";
            return null;
        }

        var head = new TreeHead(size, root);
        error = Complaint(lines[0]) ?? Complaint(head) ?? "";
        return error.Length == 0 ? new Checkpoint(lines[0], head) : null;
    }
}
