using System.Globalization;
using System.Text;

namespace Cairn.Primitives;

/// <summary>Texts as words are looked for in them: without capital letters, accents apart from their letters.</summary>
internal static class SearchText
{
    /// <summary>The text as it is compared.</summary>
    public static string Of(string text) => Decomposition.Of(text.ToUpperInvariant());

    /// <summary>A word as it is compared: between the words of a phrase stands any white space.</summary>
    public static string OfWord(string word) => Of(string.Join(' ', word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Whether a text has the word: with no letter, digit or mark of another word before it or behind.</summary>
    /// <param name="text">As <see cref="Of"/> made it.</param>
    /// <param name="word">As <see cref="OfWord"/> made it.</param>
    /// <param name="isBeginning">Whether more may stand behind it.</param>
    public static bool Has(string text, string word, bool isBeginning)
    {
        if (word.Contains(' ', StringComparison.Ordinal))
        {
            text = OneSpace(text);
        }

        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if (!(at > 0 && Joins(text, at)) && (isBeginning || end == text.Length || !Joins(text, end)))
            {
                return true;
            }
        }

        return false;
    }

    private static string OneSpace(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // A mark belongs to the letter before it.
    private static bool Joins(string text, int at) => IsMark(text, at) || (IsOfWord(text, Before(text, at)) && IsOfWord(text, at));

    private static int Before(string text, int at) => at > 1 && char.IsSurrogatePair(text[at - 2], text[at - 1]) ? at - 2 : at - 1;

    private static bool IsOfWord(string text, int at) => IsMark(text, at) || Category(text, at) is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsMark(string text, int at) =>
        Category(text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static UnicodeCategory Category(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out var rune) ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate;
}
