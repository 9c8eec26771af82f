namespace Cairn.Redaction;

/// <summary>Private keys in PEM (RFC 7468) and in PGP armour: the whole block.</summary>
internal static class Pem
{
    public const string Trigger = "-----BEGIN ";

    private const int LongestLabel = 64;

    /// <summary>
    /// Where the block that begins at <paramref name="at"/> ends: behind its END line, or with the text when that was cut
    /// off. 0 when there is none.
    /// </summary>
    public static int EndOf(ReadOnlySpan<char> text, int at)
    {
        var rest = text[(at + Trigger.Length)..];
        var label = rest[..Math.Min(rest.Length, LongestLabel)].IndexOf("-----", StringComparison.Ordinal);
        if (label < 0 || !rest[..label].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return 0;
        }

        var last = rest.IndexOf("-----END ", StringComparison.Ordinal);
        if (last < 0)
        {
            return text.Length;
        }

        var close = rest[(last + 9)..].IndexOf("-----", StringComparison.Ordinal);
        return close is >= 0 and <= LongestLabel ? at + Trigger.Length + last + 9 + close + 5 : text.Length;
    }
}
