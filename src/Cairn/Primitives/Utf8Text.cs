using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Cairn.Primitives;

/// <summary>
/// Text out of bytes that may be no UTF-8, and out of JSON strings that may hold half a surrogate pair. Nothing is lost: what is malformed
/// becomes an unpaired surrogate.
/// </summary>
internal static class Utf8Text
{
    // A byte that is no text becomes the surrogate U+DC00 plus the byte (as Python's surrogateescape does).
    private const int BadByte = 0xDC00;

    /// <summary>The text of a valid JSON string, given with its quotes.</summary>
    public static string OfQuoted(ReadOnlySpan<byte> raw) => OfUnquoted(raw[1..^1]);

    /// <summary>The text of a valid JSON string, given without its quotes.</summary>
    public static string OfUnquoted(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : Append(new(raw.Length), raw).ToString();
        }

        var text = new StringBuilder(raw.Length);
        for (int next; (next = raw.IndexOf((byte)'\\')) >= 0;)
        {
            Append(text, raw[..next]);
            text.Append(Escaped(raw[(next + 1)..]));
            raw = raw[(next + (raw[next + 1] == 'u' ? 6 : 2))..];
        }

        return Append(text, raw).ToString();
    }

    /// <summary>Appends bytes that are text, but for those that are not.</summary>
    public static StringBuilder Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var valid = ValidLength(bytes);
            text.Append(Encoding.UTF8.GetString(bytes[..valid]));
            bytes = bytes[valid..];
            if (!bytes.IsEmpty)
            {
                AppendBad(text, bytes[0]);
                bytes = bytes[1..];
            }
        }

        return text;
    }

    private static void AppendBad(StringBuilder text, byte bad)
    {
        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            // Half a pair that was escaped: the surrogate of the byte would make a character of the two. MalformedText counts both.
            var half = (int)text[^1];
            text.Length--;
            text.Append(CultureInfo.InvariantCulture, $"\uFFFD{half:X4}");
        }

        text.Append((char)(BadByte + bad));
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return bytes.Length;
        }

        var at = 0;
        while (true)
        {
            at += bytes[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F); // There is one: not all is valid.
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return at;
            }

            at += length;
        }
    }

    private static char Escaped(ReadOnlySpan<byte> escape) => (char)escape[0] switch
    {
        'u' => (char)ushort.Parse(escape.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        var c => c,
    };
}
