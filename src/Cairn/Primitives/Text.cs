using System.Buffers;

namespace Cairn.Primitives;

/// <summary>Small questions about places in text.</summary>
internal static class Text
{
    public static readonly SearchValues<char> Alphanumeric =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    public static readonly SearchValues<char> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether no letter or digit of the same word stands before the place; the digits of <c>%2F</c> are no word.</summary>
    public static bool IsBoundary(ReadOnlySpan<char> text, int at) =>
        at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]) || (at >= 3 && IsPercent(text, at - 3));

    /// <summary>Whether <c>%</c> and two hexadecimal digits stand at the place.</summary>
    public static bool IsPercent(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);

    public static bool IsQuote(char c) => c is '"' or '\'' or '`';

    /// <summary>The length of the span up to the first of the characters; all of it when there is none.</summary>
    public static int Until(ReadOnlySpan<char> text, SearchValues<char> stops)
    {
        var length = text.IndexOfAny(stops);
        return length < 0 ? text.Length : length;
    }
}
