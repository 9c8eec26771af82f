using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// Finds secrets by the name before them in text: pairs with <c>=</c> and <c>:</c>, headers, query strings, forms, XML
/// elements, URLs with a password.
/// </summary>
internal sealed class Pairs(MemberNames names)
{
    public const string SeparatorCharacters = "=:%>";

    private static readonly SearchValues<char> Separators = SearchValues.Create(SeparatorCharacters);
    private static readonly SearchValues<char> Count = SearchValues.Create("0123456789,.-");

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="inId">It is an id: in <c>token:4711</c> a colon separates a type and an id.</param>
    public string? Redact(ReadOnlySpan<char> text, bool inId)
    {
        var at = text.IndexOfAny(Separators);
        if (at < 0)
        {
            return null;
        }

        var splice = new Splice(text);
        var floor = 0; // What lies before is masked or left behind.
        while (at >= 0)
        {
            var found = Find(text, floor, at, inId, out var rule, out var quote);
            var next = at + 1;
            if (rule is not null && IsSecret(text[found], rule, found.Start.Value > 0 && Text.IsQuote(text[found.Start.Value - 1])))
            {
                splice.Replace(found.Start.Value, found.End.Value, quote.IsEmpty ? rule.Mark : string.Concat(quote, rule.Mark, quote));
                next = floor = Math.Max(next, found.End.Value);
            }

            var more = text[next..].IndexOfAny(Separators);
            at = more < 0 ? -1 : next + more;
        }

        return splice.Finish();
    }

    /// <summary>Whether there is something to mask in a place whose name says secret.</summary>
    public static bool IsSecret(ReadOnlySpan<char> value, MaskRule rule, bool isQuoted) =>
        value is not ("" or "null" or "true" or "false") && !MaskMarks.IsMark(value)
        && !(rule.SparesNumbers && !value.ContainsAnyExcept(Count))
        && !(rule.SparesCounts && !isQuoted && ValueTests.IsCount(value))
        && !(!isQuoted && ValueTests.IsExpression(value))
        && !(rule.SparesPaths && ValueTests.IsPath(value))
        && rule.Needs?.Invoke(value) != false;

    private Range Find(ReadOnlySpan<char> text, int floor, int at, bool inId, out MaskRule? rule, out ReadOnlySpan<char> quote)
    {
        rule = null;
        quote = default;
        switch (text[at])
        {
            case ':' when text[at..].StartsWith("://", StringComparison.Ordinal):
                rule = MaskRules.UrlPassword;
                return UrlPassword.Find(text, at);
            case ':' when inId || text[..(at + 1)].EndsWith(MaskMarks.Open, StringComparison.Ordinal):
                return default;
            case '%':
                return Encoded(text, floor, at, out rule);
            case '>':
                return Element(text, floor, at, out rule);
            default:
                return Pair(text, floor, at, out rule, out quote);
        }
    }

    /// <param name="text">The text.</param>
    /// <param name="floor">Where the name may begin.</param>
    /// <param name="at">The separator.</param>
    /// <param name="rule">The rule, if the name says secret.</param>
    /// <param name="quote">What the mark is put in, so that a number or an object becomes a string: <c>"pin": 12</c>.</param>
    private Range Pair(ReadOnlySpan<char> text, int floor, int at, out MaskRule? rule, out ReadOnlySpan<char> quote)
    {
        var key = PairKey.Before(text, floor, at, names);
        var place = text[at] != '=' ? NamePlace.Everywhere : key.InQuery ? NamePlace.Links : NamePlace.Assignments;
        rule = key.Name.IsEmpty ? null : NameOf(key.Name, place);
        rule ??= key.Name.IsEmpty ? null : PairBefore.RuleOf(text, key, names);
        if (rule is { IsContent: true } && !key.IsQuoted && !((key.InQuery || key.Start == 0) && text[at] == '='))
        {
            rule = null; // "Message: the disk is full" is prose.
        }

        var found = rule is null ? default : PairValue.Find(text, key, at, rule);
        quote = found.Start.Value > 0 && !Text.IsQuote(text[found.Start.Value - 1]) ? key.Quote : default;
        return found;
    }

    // A URL in a URL's parameter: ?returnUrl=%2Flogin%3Ftoken%3D…
    private Range Encoded(ReadOnlySpan<char> text, int floor, int at, out MaskRule? rule)
    {
        rule = null;
        if (!Text.IsPercent(text, at) || text[at + 1] != '3' || (text[at + 2] | 0x20) is not ('d' or 'a'))
        {
            return default;
        }

        var key = PairKey.Before(text, floor, at, names);
        rule = key.Name.IsEmpty ? null : NameOf(key.Name, NamePlace.Links);
        return rule is null ? default : PairValue.FindEncoded(text, at + 3);
    }

    // <password>…</password>
    private Range Element(ReadOnlySpan<char> text, int floor, int at, out MaskRule? rule)
    {
        rule = null;
        if (at + 1 == text.Length || text[at + 1] == '<')
        {
            return default;
        }

        var key = PairKey.Before(text, floor, at, names);
        if (key.Start == 0 || text[key.Start - 1] is not ('<' or ':'))
        {
            return default;
        }

        rule = names.Find(key.Name);
        var end = rule is null ? -1 : text[(at + 1)..].IndexOf('<');
        return end >= 0 && text[(at + 1 + end)..].StartsWith("</", StringComparison.Ordinal) ? (at + 1)..(at + 1 + end) : default;
    }

    private MaskRule? NameOf(ReadOnlySpan<char> name, NamePlace place)
    {
        if (!name.Contains('%'))
        {
            return names.Find(name, place);
        }

        Span<char> buffer = stackalloc char[NameWords.Longest];
        var decoded = PercentText.Decode(name, buffer);
        return names.Find(decoded[(decoded.LastIndexOfAny('?', '&', '#') + 1)..], place);
    }
}
