using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cairn.Cli;

/// <summary>Makes text from a log safe to show: nothing in it can move a cursor, break a line or turn the reading direction.</summary>
internal static class Printable
{
    // C0, DEL and C1, line and paragraph separators, bidirectional overrides and isolates.
    private static readonly SearchValues<char> Harmful =
        SearchValues.Create([.. Range(0x00, 0x1F), .. Range(0x7F, 0x9F), .. Range(0x2028, 0x202E), .. Range(0x2066, 0x2069)]);

    /// <summary>One line: what is harmful stands escaped as in JSON.</summary>
    public static string Line(string text)
    {
        if (text.AsSpan().IndexOfAny(Harmful) < 0)
        {
            return text;
        }

        var line = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            Append(line, c);
        }

        return line.ToString();
    }

    /// <summary>The same JSON: such characters can stand only inside its strings, where an escape means the same.</summary>
    public static string Json(string compact) => Line(compact);

    private static void Append(StringBuilder line, char c)
    {
        _ = c switch
        {
            '\n' => line.Append("\\n"),
            '\r' => line.Append("\\r"),
            '\t' => line.Append("\\t"),
            _ when Harmful.Contains(c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            _ => line.Append(c),
        };
    }

    private static IEnumerable<char> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
