using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Percent-encoding (RFC 3986 §2.1) undone, as far as names need it: ASCII.</summary>
internal static class PercentText
{
    public static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (Text.IsPercent(text, at))
            {
                buffer[length++] = (char)((Convert.FromHexString(text.Slice(at + 1, 2))[0]) & 0x7F);
                at += 2;
            }
            else
            {
                buffer[length++] = text[at];
            }
        }

        return buffer[..length];
    }
}
