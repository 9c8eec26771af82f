using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cairn.Primitives;

/// <summary>The text of a JSON string (RFC 8259 §7).</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Stops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    /// <summary>How the escape of a character of ASCII begins.</summary>
    public const string AsciiEscape = "\\u00";

    /// <summary>
    /// Undoes the escapes of printable ASCII in a text that holds JSON somewhere, at any depth of escaping; a quote stays escaped.
    /// </summary>
    public static string UnescapeAscii(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (int next; (next = text.IndexOf(AsciiEscape, StringComparison.Ordinal)) >= 0;)
        {
            plain.Append(text[..next]);
            text = text[next..];
            if (text.Length >= 6
                && byte.TryParse(text[4..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var c)
                && c is >= 0x20 and < 0x7F and not (byte)'\\')
            {
                DropBackslashes(plain);
                plain.Append(c == '"' ? "\\\"" : ((char)c).ToString());
                text = text[6..];
            }
            else
            {
                plain.Append(text[0]);
                text = text[1..];
            }
        }

        return plain.Append(text).ToString();
    }

    private static void DropBackslashes(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == '\\')
        {
            text.Length--;
        }
    }

    /// <summary>Undoes the escapes of a valid JSON string's inside. An unpaired surrogate stays one.</summary>
    public static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (int next; (next = raw.IndexOf('\\')) >= 0;)
        {
            text.Append(raw[..next]).Append(Escaped(raw[(next + 1)..]));
            raw = raw[(next + (raw[next + 1] == 'u' ? 6 : 2))..];
        }

        return text.Append(raw).ToString();
    }

    /// <summary>Whether the text is a JSON string as it is, between quotes.</summary>
    public static bool NeedsNoEscape(ReadOnlySpan<char> text) => !text.ContainsAny(Stops);

    /// <summary>Appends a JSON string. Only quotes, backslashes and control characters are escaped; half a pair stays what it is.</summary>
    public static StringBuilder Quote(StringBuilder json, ReadOnlySpan<char> text)
    {
        json.Append('"');
        for (int next; (next = text.IndexOfAny(Stops)) >= 0; text = text[(next + 1)..])
        {
            json.Append(text[..next]).Append(Escape(text[next]));
        }

        return json.Append(text).Append('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u00{(int)c:X2}",
    };

    private static char Escaped(ReadOnlySpan<char> escape) => escape[0] switch
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
