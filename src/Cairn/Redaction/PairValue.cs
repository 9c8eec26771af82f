using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Where the value of a pair in text begins and ends.</summary>
internal static class PairValue
{
    private const int FarthestQuote = 256;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Stops = SearchValues.Create(" \t\r\n;&,<\"'`\\%#");
    private static readonly SearchValues<char> ScalarStops = SearchValues.Create(" \t\r\n,}])");
    private static readonly SearchValues<char> NextPair = SearchValues.Create(";=:\r\n");

    /// <summary>The value behind a separator of one character, without its quotes.</summary>
    public static Range Find(ReadOnlySpan<char> text, PairKey key, int separator, MaskRule rule)
    {
        var start = separator + 1;
        start += Count(text[start..], text[separator] == '=' ? "=>" : "=");
        start += Count(text[start..], " \t");
        if (start == text.Length)
        {
            return default;
        }

        var slashes = Count(text[start..], "\\");
        if (start + slashes < text.Length && Text.IsQuote(text[start + slashes]))
        {
            return Quoted(text, start, slashes);
        }

        if (key.IsQuoted && text[start] is '{' or '[' && !text[start..].StartsWith(MaskMarks.Open, StringComparison.Ordinal))
        {
            return start..Balanced(text, start);
        }

        if (key.IsQuoted && (char.IsAsciiDigit(text[start]) || text[start] == '-'))
        {
            return start..(start + Text.Until(text[start..], ScalarStops));
        }

        var close = Closing(text, key.Start, separator);
        var value = text[start..];
        value = value[..(rule.WholeLine && !key.InQuery ? Line(value, close) : Word(value, text[separator], key.InQuery, close))];
        return start..(start + WithoutBracket(value, close).Length);
    }

    /// <summary>The value behind a separator in percent-encoding: up to whatever ends a parameter, encoded or not.</summary>
    public static Range FindEncoded(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && !Stops.Contains(text[end])
            || (end < text.Length && text[end] == '%' && !IsEncoded(text, end, "26") && !IsEncoded(text, end, "23")))
        {
            end++;
        }

        return start..end;
    }

    private static bool IsEncoded(ReadOnlySpan<char> text, int at, string code) =>
        text[(at + 1)..].StartsWith(code, StringComparison.Ordinal);

    private static Range Quoted(ReadOnlySpan<char> text, int start, int slashes)
    {
        var quote = text[start + slashes];
        var from = start + slashes + 1;
        for (var at = from; at < text.Length; at++)
        {
            var run = Count(text[at..], "\\");
            at += run;
            if (at >= text.Length || text[at] != quote)
            {
                continue;
            }

            // As many backslashes as the opening has, or a plain quote, close; SQL doubles a quote inside.
            if (slashes == 0 && run == 0 && at > from && at + 1 < text.Length && text[at + 1] == quote)
            {
                at++;
            }
            else if (slashes == 0 ? run % 2 == 0 : run <= slashes)
            {
                return from..(at - (slashes == 0 ? 0 : run));
            }
        }

        return from..text.Length;
    }

    // An object or array, cut off or not. Quotes hide brackets.
    private static int Balanced(ReadOnlySpan<char> text, int start)
    {
        var depth = 0;
        var inString = false;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\':
                    at += at + 1 < text.Length && text[at + 1] == '"' && !inString ? 0 : 1;
                    break;
                case '"':
                    inString = !inString;
                    break;
                case '{' or '[' when !inString:
                    depth++;
                    break;
                case '}' or ']' when !inString && --depth == 0:
                    return at + 1;
                default:
                    break;
            }
        }

        return text.Length;
    }

    private static int Line(ReadOnlySpan<char> text, char quote)
    {
        text = text[..Text.Until(text, LineEnds)];
        var close = Text.IsQuote(quote) ? text.IndexOf(quote) : -1;
        return (close < 0 ? text : text[..close]).TrimEnd(" \t\\").Length;
    }

    private static int Word(ReadOnlySpan<char> text, char separator, bool inQuery, char quote)
    {
        for (var at = 0; at < text.Length; at++)
        {
            at += Text.Until(text[at..], Stops);
            if (at == text.Length || Ends(text, at, separator, inQuery, quote))
            {
                return at < text.Length && text[at] == ' ' && separator == '=' && !inQuery ? at + SpacedRest(text[at..]) : at;
            }
        }

        return text.Length;
    }

    private static bool Ends(ReadOnlySpan<char> text, int at, char separator, bool inQuery, char quote) => text[at] switch
    {
        ' ' or '\t' or '\r' or '\n' or '<' => true,
        ';' => separator == '=' || IsFollowedBySpace(text, at),
        ',' => IsFollowedBySpace(text, at) || PairFollows(text[(at + 1)..]),
        '&' => inQuery || PairFollows(text[(at + 1)..]),
        '#' => inQuery,
        '\\' => at + 1 < text.Length && text[at + 1] == quote,
        '%' => false,
        var c => c == quote && Text.IsQuote(c),
    };

    // "Password=with a space;Host=…": a connection string's value runs to the semicolon, if a pair follows there.
    private static int SpacedRest(ReadOnlySpan<char> text)
    {
        var length = Text.Until(text, NextPair);
        return length < text.Length && text[length] == ';' && PairFollows(text[(length + 1)..].TrimStart(' ')) ? length : 0;
    }

    private static bool PairFollows(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length && at <= NameWords.Longest; at++)
        {
            if (text[at] is '=' or ':')
            {
                return at > 0;
            }

            if (!char.IsAsciiLetterOrDigit(text[at]) && text[at] is not ('"' or '\'' or '_' or '-' or '.' or '[' or ']' or '%' or ' '))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsFollowedBySpace(ReadOnlySpan<char> text, int at) => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]);

    /// <summary>
    /// What closes the quote or bracket the key stands in: <c>-H 'Cookie: …'</c>, <c>"https://…?token=…"</c>, <c>(pin: …)</c>.
    /// </summary>
    private static char Closing(ReadOnlySpan<char> text, int keyStart, int separator)
    {
        var closed = 0;
        for (var at = separator - 1; at >= 0 && at >= keyStart - FarthestQuote && (at >= keyStart || !char.IsWhiteSpace(text[at])); at--)
        {
            closed += text[at] == ']' ? 1 : 0;
            var close = text[at] switch
            {
                '(' => ')',
                '{' => '}',
                '<' => '>',
                '[' => closed-- > 0 ? '\0' : ']',
                var c => Text.IsQuote(c) ? c : '\0',
            };
            if (close != '\0')
            {
                return close;
            }
        }

        return '\0';
    }

    // The bracket's end is only the value's last: a password may hold one, too.
    private static ReadOnlySpan<char> WithoutBracket(ReadOnlySpan<char> value, char close)
    {
        var trimmed = value.TrimEnd(".,;:!?");
        return close != '\0' && !MaskMarks.IsMark(value) && !trimmed.IsEmpty && trimmed[^1] == close ? trimmed[..^1] : value;
    }

    private static int Count(ReadOnlySpan<char> text, string characters)
    {
        var length = text.IndexOfAnyExcept(characters);
        return length < 0 ? text.Length : length;
    }
}
