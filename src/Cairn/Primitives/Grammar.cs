using System.Buffers;

namespace Cairn.Primitives;

/// <summary>The alphabets of docs/spec/event.md. Each answers whether a text has the form.</summary>
internal static class Grammar
{
    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> Name =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    private static readonly SearchValues<char> Visible =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Except(['"', '\\'])]);
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    // Category Cc; free text may have three of them.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(char.IsControl)]);
    private static readonly SearchValues<char> TextControls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r'))]);

    // Line and paragraph separators break lines; bidirectional overrides make a name read as another.
    private static readonly SearchValues<char> Disguises =
        SearchValues.Create("\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    public static bool IsAction(string text)
    {
        if (text.Length is 0 or > EventLimits.Action)
        {
            return false;
        }

        var words = 0;
        foreach (var word in text.AsSpan().Split('.'))
        {
            if (!IsWord(text.AsSpan()[word]))
            {
                return false;
            }

            words++;
        }

        return words > 1;
    }

    public static bool IsCategory(string text) => text.Length <= EventLimits.Category && IsWord(text);

    public static bool IsType(string text) =>
        text.Length is > 0 and <= EventLimits.Type && char.IsAsciiLetter(text[0]) && !text.AsSpan().ContainsAnyExcept(Name);

    /// <summary>Letters, digits and marks, without space, quote and backslash; pseudonyms included.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text, int most) =>
        text.Length > 0 && text.Length <= most && !text.ContainsAnyExcept(Visible);

    public static bool IsTenant(string text) =>
        text.Length is > 0 and <= EventLimits.Tenant && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Name);

    public static bool IsTraceId(string text) =>
        text.Length == 32 && !text.AsSpan().ContainsAnyExcept(Hexadecimal) && text.AsSpan().ContainsAnyExcept('0');

    public static bool IsProducer(string text) =>
        text.Length is > 0 and <= 32 && !text.AsSpan().ContainsAnyExcept(Lower) && !text.Contains('_', StringComparison.Ordinal);

    /// <summary>One line of anybody's text: no control character, no disguise, no unpaired surrogate.</summary>
    public static bool IsLine(ReadOnlySpan<char> text) =>
        IsPlain(text) || (!text.ContainsAny(Controls) && !text.ContainsAny(Disguises) && IsUnicode(text));

    /// <summary>Free text: of the control characters only tab, line feed and carriage return.</summary>
    public static bool IsText(ReadOnlySpan<char> text) => IsPlain(text) || (!text.ContainsAny(TextControls) && IsUnicode(text));

    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
        }

        return true;
    }

    /// <summary>Printable ASCII, which most texts are: one look instead of three.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    private static bool IsWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && char.IsAsciiLetterLower(text[0]) && !text.ContainsAnyExcept(Lower);
}
