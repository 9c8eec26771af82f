using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// The name before the separator of a pair in text: <c>password=</c>, <c>API key:</c>, <c>"token":</c>,
/// <c>\"token\":</c>, <c>user[pin]=</c>.
/// </summary>
internal readonly ref struct PairKey
{
    private const int MostSpaces = 4;

    // What a key in text may be made of; a space is one between words.
    private static readonly SearchValues<char> Parts =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]%+ ");

    public ReadOnlySpan<char> Name { get; private init; }

    /// <summary>Where the name begins.</summary>
    public int Start { get; private init; }

    /// <summary>The quote that closes it, with the backslashes before that: it is a member of JSON, or of something like it.</summary>
    public ReadOnlySpan<char> Quote { get; private init; }

    public bool IsQuoted => !Quote.IsEmpty;

    /// <summary>It is a parameter of a query or a form.</summary>
    public bool InQuery { get; private init; }

    /// <summary>Reads the name that ends before <paramref name="separator"/>, not before <paramref name="floor"/>.</summary>
    public static PairKey Before(ReadOnlySpan<char> text, int floor, int separator, MemberNames names)
    {
        var end = separator;
        for (var spaces = 0; spaces < MostSpaces && end > floor && text[end - 1] == ' '; spaces++)
        {
            end--;
        }

        if (end > floor + 1 && text[end - 1] == ']' && Text.IsQuote(text[end - 2]))
        {
            end--; // settings["password"] =
        }

        var close = end;
        if (end > floor && Text.IsQuote(text[end - 1]))
        {
            end--;
            while (end > floor && text[end - 1] == '\\')
            {
                end--;
            }
        }

        if (end == floor || !MayBeSecret(text[floor..end], names) || MaskMarks.EndAt(text, floor, end))
        {
            return default;
        }

        var start = StartOf(text, Math.Max(floor, end - NameWords.Longest), end);
        return new()
        {
            Name = text[start..end],
            Start = start,
            Quote = text[end..close],
            InQuery = start > 0 && text[start - 1] is ('?' or '&' or '#')
        };
    }

    // Most separators stand behind a word that is no secret: its last letters say so, unless one is in percent-encoding.
    private static bool MayBeSecret(ReadOnlySpan<char> name, MemberNames names) =>
        names.MayEndIn(name[Math.Max(0, name.Length - MemberNames.Looked)..])
        || name[Math.Max(0, name.Length - MemberNames.Looked - 2)..].Contains('%');

    private static int StartOf(ReadOnlySpan<char> text, int floor, int end)
    {
        var before = text[floor..end].LastIndexOfAnyExcept(Parts);
        return floor + before + 1;
    }
}
