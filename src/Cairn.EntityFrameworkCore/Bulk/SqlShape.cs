using System.Buffers;
using System.Text;

namespace Cairn.EntityFrameworkCore;

/// <summary>The shape of a statement: its text without the values that may stand in it, and without comments.</summary>
/// <param name="isMySql">Whether a backslash escapes, and a double quote is that of a text, as in MySQL and MariaDB.</param>
/// <param name="hasBrackets">Whether a name may stand in brackets, as in SQL Server.</param>
internal sealed class SqlShape(bool isMySql, bool hasBrackets)
{
    // What a statement that is longer says beyond it is a repetition.
    private const int Longest = 8_192;

    public static SqlShape For(string? provider) => new(Provider.IsMySql(provider), Provider.HasBrackets(provider));

    public string Of(string sql)
    {
        var shape = new StringBuilder(Math.Min(sql.Length, Longest));
        for (var at = 0; at < sql.Length && shape.Length < Longest;)
        {
            at = Next(sql, at, shape);
        }

        return shape.ToString().Trim();
    }

    /// <summary>Copies what begins at a place, or stands something for it; the place behind it.</summary>
    private int Next(string sql, int at, StringBuilder shape)
    {
        var rest = sql.AsSpan(at);
        if (rest.StartsWith("--") || rest.StartsWith("/*"))
        {
            var (end, length) = rest[0] == '-' ? (rest.IndexOf('\n'), 1) : (rest.IndexOf("*/"), 2);
            Space(shape);
            return end < 0 ? sql.Length : at + end + length;
        }

        if (rest[0] == '\'' || (isMySql && rest[0] == '"'))
        {
            var escapes = isMySql || (shape.Length > 0 && shape[^1] is 'E' or 'e');
            Value(shape);
            return at + QuotedLength(rest, escapes);
        }

        if (rest[0] == '$' && DollarQuotedLength(rest) is > 0 and var quoted)
        {
            Value(shape);
            return at + quoted;
        }

        if (rest[0] is '"' or '`' || (hasBrackets && rest[0] == '['))
        {
            var length = NameLength(rest);
            shape.Append(rest[..length]);
            return at + length;
        }

        if (char.IsAsciiDigit(rest[0]) && !IsWord(at == 0 ? ' ' : sql[at - 1]))
        {
            shape.Append('?');
            return at + NumberLength(rest);
        }

        if (char.IsWhiteSpace(rest[0]))
        {
            Space(shape);
            return at + 1;
        }

        shape.Append(rest[0]);
        return at + 1;
    }

    // The letter before a quote belongs to the value: N'…', E'…', X'…'.
    private static void Value(StringBuilder shape)
    {
        if (shape.Length > 0
            && shape[^1] is 'N' or 'n' or 'E' or 'e' or 'X' or 'x' or 'B' or 'b'
            && (shape.Length == 1 || !IsWord(shape[^2])))
        {
            shape.Length--;
        }

        shape.Append('?');
    }

    private static void Space(StringBuilder shape) => _ = shape.Length == 0 || shape[^1] == ' ' ? shape : shape.Append(' ');

    private static int QuotedLength(ReadOnlySpan<char> text, bool escapes)
    {
        var quote = text[0];
        for (var i = 1; i < text.Length; i++)
        {
            if (escapes && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote && (i + 1 == text.Length || text[i + 1] != quote))
            {
                return i + 1;
            }
            else if (text[i] == quote)
            {
                i++; // Doubled.
            }
        }

        return text.Length;
    }

    // Of a PostgreSQL dollar quote: $tag$…$tag$.
    private static readonly SearchValues<char> TagCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    private static int DollarQuotedLength(ReadOnlySpan<char> text)
    {
        var tag = text[1..].IndexOf('$');
        if (tag < 0 || text[1..(tag + 1)].ContainsAnyExcept(TagCharacters) || (tag > 0 && char.IsAsciiDigit(text[1])))
        {
            return 0;
        }

        var mark = text[..(tag + 2)];
        var end = text[mark.Length..].IndexOf(mark, StringComparison.Ordinal);
        return end < 0 ? text.Length : mark.Length + end + mark.Length;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var end = text[1..].IndexOf(text[0] == '[' ? ']' : text[0]);
        return end < 0 ? text.Length : end + 2;
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && (IsWord(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '$' or ':' or '#';
}
