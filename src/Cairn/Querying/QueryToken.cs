using System.Text;

namespace Cairn.Querying;

/// <summary>
/// A run of characters of a query's text without a gap: what stood in quotation marks means itself there, everything else may separate.
/// </summary>
internal sealed class QueryToken
{
    private readonly StringBuilder text = new();
    private readonly List<(bool IsQuoted, int At)> marks = [];
    private List<int> quotes = [];

    /// <param name="at">Where it begins in the query's text.</param>
    public QueryToken(int at) => (At, End) = (at, at);

    public int At { get; }

    /// <summary>Where it ends in the query's text.</summary>
    public int End { get; set; }

    public string Text => text.ToString();

    /// <summary>Whether there is nothing, not even in quotation marks.</summary>
    public bool IsAbsent => text.Length == 0 && !HasQuotes;

    public bool HasQuotes => quotes.Exists(q => q >= At && q < End);

    /// <summary>Notes a quotation mark at a place of the query's text.</summary>
    public void Quote(int place) => quotes.Add(place);

    public void Add(char c, bool isQuoted, int at)
    {
        text.Append(c);
        marks.Add((isQuoted, at));
    }

    /// <summary>Whether it is this word, without quotation marks.</summary>
    public bool Is(string word) => !HasQuotes && Text == word;

    /// <summary>The first place of a character that does not stand in quotation marks; −1: there is none.</summary>
    public int Find(char c)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == c && !marks[i].IsQuoted)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether it ends so, not in quotation marks.</summary>
    public bool EndsWith(char c) => text.Length > 0 && text[^1] == c && !marks[^1].IsQuoted;

    /// <summary>What stands before a place and behind it.</summary>
    public (QueryToken Before, QueryToken Behind) SplitAt(int place)
    {
        var (before, behind) = (new QueryToken(At), new QueryToken(marks[place].At + 1));
        for (var i = 0; i < text.Length; i++)
        {
            if (i != place)
            {
                (i < place ? before : behind).Add(text[i], marks[i].IsQuoted, marks[i].At);
            }
        }

        (before.End, behind.End) = (marks[place].At, End);
        (before.quotes, behind.quotes) = (quotes, quotes);
        return (before, behind);
    }
}
