using System.Globalization;
using System.Text;

namespace Cairn;

/// <summary>The text of a JSON string (RFC 8259 §7).</summary>
internal static class JsonText
{
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
