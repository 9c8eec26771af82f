namespace Cairn.Redaction;

/// <summary>Assertions of SAML 2.0 in XML: whoever holds one is signed in.</summary>
internal static class Assertion
{
    /// <summary>Behind <c>&lt;</c> or a namespace's prefix.</summary>
    public const string Trigger = "Assertion ";

    private const string Close = "Assertion>";
    private const int LongestPrefix = 16;

    /// <summary>From the element's start to its end, or to the text's where that was cut off.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int floor, int at)
    {
        if (!text[at..].StartsWith(Trigger, StringComparison.Ordinal))
        {
            return default;
        }

        var from = Math.Max(floor, at - LongestPrefix);
        var open = text[from..at].LastIndexOf('<');
        if (open < 0 || text[(from + open)..at].Contains(' '))
        {
            return default;
        }

        var close = text[at..].IndexOf(Close, StringComparison.Ordinal);
        return (from + open, close < 0 ? text.Length : at + close + Close.Length);
    }
}
