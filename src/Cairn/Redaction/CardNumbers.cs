using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// Card numbers: digits of a known issuer and length that pass the check digit (ISO/IEC 7812), bare or in the groups printed on cards.
/// </summary>
internal static class CardNumbers
{
    private const int Shortest = 14;

    // How the digits of a card are grouped; a group alone is a bare number.
    private static readonly int[][] Groupings = [[14], [15], [16], [19], [4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4], [4, 3, 3, 3]];

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text) => text.Length < Shortest ? null : Search(text);

    private static string? Search(ReadOnlySpan<char> text)
    {
        var splice = new Splice(text);
        for (var at = 0; (at = NextRun(text, at)) >= 0;)
        {
            if (EndOf(text, at) is > 0 and var end)
            {
                splice.Replace(at, end, MaskRules.Card.Mark);
                at = end;
            }
            else
            {
                at += GroupLength(text[at..]);
            }
        }

        return splice.Finish();
    }

    /// <summary>Where the next group of digits begins that has room for a number behind it.</summary>
    private static int NextRun(ReadOnlySpan<char> text, int at)
    {
        // A number is fourteen characters of digits and what stands between groups, or more: of any fourteen the last is looked at first.
        while (at + Shortest <= text.Length)
        {
            var last = at + Shortest - 1;
            var from = last;
            while (from >= at && IsPart(text[from]))
            {
                from--;
            }

            if (from >= at)
            {
                at = from + 1;
            }
            else if (char.IsAsciiDigit(text[at]))
            {
                return at;
            }
            else
            {
                at++;
            }
        }

        return -1;
    }

    private static int EndOf(ReadOnlySpan<char> text, int at)
    {
        // A letter or a digit before it makes it the end of something longer, a plus sign a phone number, a dot or comma a fraction.
        if (!Text.IsBoundary(text, at) || (at > 0 && text[at - 1] is '+' or '.' or ',' or '_') || IsInIban(text, at))
        {
            return 0;
        }

        Span<char> digits = stackalloc char[19];
        foreach (var grouping in Groupings)
        {
            if (Take(text[at..], grouping, digits, out var taken) is > 0 and var length && IsCard(digits[..taken]))
            {
                return at + length;
            }
        }

        return 0;
    }

    private static int Take(ReadOnlySpan<char> text, int[] grouping, Span<char> digits, out int taken)
    {
        taken = 0;
        var at = 0;
        var separator = '\0';
        foreach (var group in grouping)
        {
            if (at > 0)
            {
                if (at >= text.Length || text[at] is not (' ' or '-' or '.') || (separator != '\0' && separator != text[at]))
                {
                    return 0;
                }

                separator = text[at++];
            }

            if (GroupLength(text[at..]) != group)
            {
                return 0;
            }

            text.Slice(at, group).CopyTo(digits[taken..]);
            (at, taken) = (at + group, taken + group);
        }

        return at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_') ? 0 : at;
    }

    private static bool IsCard(ReadOnlySpan<char> digits)
    {
        var four = int.Parse(digits[..4], System.Globalization.CultureInfo.InvariantCulture);
        return IsIssued(four, digits.Length) && PassesLuhn(digits);
    }

    // Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro: first digits and lengths.
    // 17 and 18 digits are left out (chat platforms number people so), and bare 13: German phone numbers look like old Visa cards.
    private static bool IsIssued(int four, int length) => (length, four / 100) switch
    {
        (13 or 16 or 19, >= 40 and <= 49) => true,
        (16, >= 51 and <= 55) => true,
        (16, >= 22 and <= 27) => four is >= 2221 and <= 2720,
        (15, 34 or 37) => true,
        (14 or 16, 36 or 38) => true,
        (14 or 16, 30) => four < 3060,
        (16 or 19, 60) => four == 6011,
        (16 or 19, 62 or 64 or 65) => four / 10 is not (640 or 641 or 642 or 643),
        (16 or 19, 35) => four >= 3528,
        (16, 50 or 63 or 67) => four is 5018 or 5020 or 5038 or 6304 or 6759 or 6761 or 6762 or 6763,
        _ => false,
    };

    private static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;
        }

        return sum % 10 == 0;
    }

    // An IBAN in groups begins with a country and check digits: "DE89 3704 0044 …". It has at most nine groups.
    private static bool IsInIban(ReadOnlySpan<char> text, int at)
    {
        for (var groups = 0; groups < 9 && at >= 5 && text[at - 1] == ' '; groups++, at -= 5)
        {
            var group = text.Slice(at - 5, 4);
            if (char.IsAsciiLetterUpper(group[0])
                && char.IsAsciiLetterUpper(group[1])
                && char.IsAsciiDigit(group[2])
                && char.IsAsciiDigit(group[3]))
            {
                return true;
            }

            if (group.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsAsciiDigit(c) || c is ' ' or '-' or '.';

    private static int GroupLength(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }
}
