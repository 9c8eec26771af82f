namespace Cairn.Viewer.Models;

/// <summary>Which words of two texts differ: the longest common sequence of words.</summary>
internal static class WordDiff
{
    // Short values are seen at a glance, and a table of words has its price.
    private const int ShortestText = 24;
    private const int MostCells = 250_000;

    /// <summary>Whether two texts are worth comparing by word.</summary>
    public static bool Fits(string before, string after) => before.Length >= ShortestText && after.Length >= ShortestText
        && (long)before.Length * after.Length <= MostCells * 36L
        && (long)Words(before).Count * Words(after).Count <= MostCells;

    /// <summary>Both texts in pieces; a piece is its side's own, or common to both.</summary>
    public static (IReadOnlyList<(string Text, bool IsOwn)> Before, IReadOnlyList<(string Text, bool IsOwn)> After) Of(
        string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = now.Count - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (left, right) = (new List<(string, bool)>(), new List<(string, bool)>());
        for (int i = 0, j = 0; i < old.Count || j < now.Count;)
        {
            if (i < old.Count && j < now.Count && old[i] == now[j])
            {
                left.Add((old[i++], false));
                right.Add((now[j++], false));
            }
            else if (j == now.Count || (i < old.Count && common[i + 1, j] >= common[i, j + 1]))
            {
                left.Add((old[i++], true));
            }
            else
            {
                right.Add((now[j++], true));
            }
        }

        return (Joined(left), Joined(right));
    }

    // A word is letters and digits; everything else stands by itself.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && ((IsOfWord(text[at]) && IsOfWord(text[end])) || char.IsLowSurrogate(text[end])))
            {
                end++;
            }

            words.Add(text[at..end]);
            at = end;
        }

        return words;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == '_';

    private static List<(string, bool)> Joined(List<(string Text, bool IsOwn)> pieces)
    {
        var joined = new List<(string Text, bool IsOwn)>();
        foreach (var piece in pieces)
        {
            if (joined.Count > 0 && joined[^1].IsOwn == piece.IsOwn)
            {
                joined[^1] = (joined[^1].Text + piece.Text, piece.IsOwn);
            }
            else
            {
                joined.Add(piece);
            }
        }

        return joined;
    }
}
