using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// The code of a card beside its number (<c>[redacted:card_number] 12/27 737</c>), or behind its name (<c>CVV 737</c>, <c>cvc2 is 737</c>).
/// Takes text in which numbers of cards are masked.
/// </summary>
internal static class CardCodes
{
    private static readonly SearchValues<string> Triggers =
        SearchValues.Create(["cvv", "cvc", "cvn", "security code", MaskRules.Card.Mark], StringComparison.OrdinalIgnoreCase);

    // "is", "no", "code" and marks.
    private static readonly SearchValues<char> Between = SearchValues.Create(" #:=\tisnocde");

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text)
    {
        var at = text.Length < 6 ? -1 : text.IndexOfAny(Triggers);
        if (at < 0)
        {
            return null;
        }

        var splice = new Splice(text);
        while (at >= 0)
        {
            var isNumber = text[at] == '[';
            var next = at + (isNumber ? MaskRules.Card.Mark.Length : NameLength(text[at]));
            var start = isNumber ? BehindExpiry(text, next) : Text.IsBoundary(text, at) ? BehindName(text, next) : -1;
            var length = start > 0 ? Digits(text[start..]) : 0;
            if (length is 3 or 4)
            {
                splice.Replace(start, start + length, MaskRules.CardCode.Mark);
                next = start + length;
            }

            var more = text[next..].IndexOfAny(Triggers);
            at = more < 0 ? -1 : next + more;
        }

        return splice.Finish();
    }

    private static int NameLength(char first) => first is 's' or 'S' ? "security code".Length : first is 'c' or 'C' ? "cvv".Length : 0;

    // 12/27 737, |12|2027|737, exp 12/27, 737
    private static int BehindExpiry(ReadOnlySpan<char> text, int at)
    {
        at = Skip(text, at, " \t,;|/:-");
        at = text[at..].StartsWith("exp", StringComparison.OrdinalIgnoreCase) ? Skip(text, at, "expiresEXPIRES.:= ") : at;
        var month = Digits(text[at..]);
        var year = at + month + 1;
        var years = year < text.Length ? Digits(text[year..]) : 0;
        if (month is not (1 or 2) || years is not (2 or 4) || text[year - 1] is not ('/' or '|' or '-' or ' '))
        {
            return -1;
        }

        var behind = Skip(text, year + years, " \t,;|/:-");
        return behind > year + years ? behind : -1;
    }

    private static int BehindName(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..Math.Min(text.Length, at + 16)];
        var skipped = rest.IndexOfAnyInRange('0', '9');
        if (skipped == 0)
        {
            at++; // cvv2
            rest = text[at..Math.Min(text.Length, at + 16)];
            skipped = rest.IndexOfAnyInRange('0', '9');
        }

        return skipped > 0 && !rest[..skipped].ContainsAnyExcept(Between) ? at + skipped : -1;
    }

    private static int Skip(ReadOnlySpan<char> text, int at, string characters)
    {
        var length = text[at..].IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : at + length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }
}
