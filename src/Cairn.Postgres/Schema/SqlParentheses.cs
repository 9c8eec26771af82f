using System.Text;

namespace Cairn.Postgres;

/// <summary>Tells expressions apart by their brackets, but not by those that are needless: around all of it, or around others.</summary>
internal static class SqlParentheses
{
    /// <summary>Without white space and needless brackets. <c>a AND (b OR c)</c> stays what it is.</summary>
    public static string Plain(string text)
    {
        var at = 0;
        return string.Concat(Group([.. text.Where(c => !char.IsWhiteSpace(c))], ref at, depth: 0));
    }

    // What stands in one pair of brackets, the inner ones in theirs.
    private static List<string> Group(char[] text, ref int at, int depth)
    {
        var parts = new List<string>();
        var plain = new StringBuilder();
        while (at < text.Length && (depth == 0 || text[at] != ')'))
        {
            if (text[at] != '(')
            {
                plain.Append(text[at++]);
                continue;
            }

            at++;
            var inner = Group(text, ref at, depth + 1);
            at++;
            Flush();
            parts.Add($"({string.Concat(inner is [['(', ..]] ? [inner[0][1..^1]] : inner)})");
        }

        Flush();
        return parts is [['(', ..]] ? [parts[0][1..^1]] : parts;

        void Flush()
        {
            if (plain.Length > 0)
            {
                parts.Add(plain.ToString());
                plain.Clear();
            }
        }
    }
}
