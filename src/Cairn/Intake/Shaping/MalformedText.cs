using System.Globalization;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>
/// Step 1: unpaired surrogates, which is also how bytes come that are no UTF-8 (<see cref="Utf8Text"/>), become text
/// that says which they were.
/// </summary>
internal sealed class MalformedText(Marks marks) : TextStep
{
    /// <summary>The text without unpaired surrogates, and how many there were.</summary>
    public static string Mend(string text, out long count)
    {
        count = 0;
        if (Grammar.IsUnicode(text))
        {
            return text;
        }

        var mended = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                mended.Append(text[i]);
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                mended.Append(text, i++, 2);
            }
            else
            {
                count += text[i] is >= '\uDC80' and <= '\uDCFF' && IsBehindHalf(text.AsSpan(0, i)) ? 2 : 1;
                mended.Append(CultureInfo.InvariantCulture, $"\uFFFD{(int)text[i]:X4}");
            }
        }

        return mended.ToString();
    }

    // Utf8Text has spelled out a half before this one: left as it was, the two would be a character.
    private static bool IsBehindHalf(ReadOnlySpan<char> before) =>
        before.Length >= 5
        && before[^5] == '\uFFFD'
        && before[^4] == 'D'
        && before[^3] is '8' or '9' or 'A' or 'B'
        && char.IsAsciiHexDigitUpper(before[^2])
        && char.IsAsciiHexDigitUpper(before[^1]);

    protected override string? Text(string? text, TextKind kind, Place place)
    {
        if (text is null)
        {
            return null;
        }

        var mended = Mend(text, out var count);
        if (count > 0)
        {
            marks.At(place.ToString()).Add(mark => mark with { Malformed = mark.Malformed + count });
        }

        return mended;
    }
}
