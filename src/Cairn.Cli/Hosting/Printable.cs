using System.Globalization;
using System.Text;

namespace Cairn.Cli;

/// <summary>
/// Makes text from a log safe to show: nothing in it can move a cursor, break a line, turn the reading direction, or stand there unseen, so
/// that two texts that differ look different.
/// </summary>
internal static class Printable
{
    /// <summary>One line: what is harmful stands escaped as in JSON.</summary>
    public static string Line(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var line = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            // Half a pair is no character, and no terminal says what it makes of it.
            var whole = Rune.TryGetRuneAt(text, at, out var rune);
            var length = whole ? rune.Utf16SequenceLength : 1;
            Append(line, text.AsSpan(at, length), !whole || IsHarmful(rune));
            at += length;
        }

        return line.ToString();
    }

    /// <summary>The same JSON: such characters can stand only inside its strings, where an escape means the same.</summary>
    public static string Json(string compact) => Line(compact);

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' && (char.IsSurrogate(c) || IsHarmful(new(c))))
            {
                return false;
            }
        }

        return true;
    }

    // Format characters turn the direction, join, or say nothing at all; the others are letters, marks and signs without a shape. The
    // variation selectors that choose between text and emoji (FE0E, FE0F) may stay.
    private static bool IsHarmful(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2065 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0D) or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);

    private static void Append(StringBuilder line, ReadOnlySpan<char> character, bool isHarmful)
    {
        if (!isHarmful)
        {
            line.Append(character);
            return;
        }

        foreach (var c in character)
        {
            _ = c switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            };
        }
    }
}
