using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Command lines in text, taken apart into their arguments as a shell does: <c>mysql -u app -pX shop</c>.</summary>
internal ref struct CommandLines
{
    private const int Farthest = 512; // Where a quote is closed, or a pipe ends.

    private static readonly SearchValues<string> Options = SearchValues.Create([" -", "\"-", "'-", "`-"], StringComparison.Ordinal);

    private static readonly SearchValues<string> FromPipe = SearchValues.Create(
        ["--password-stdin", "--with-token", "chpasswd", "sudo -S", "--stdin", "login --with", "-password-stdin", "--passphrase-fd 0"],
        StringComparison.Ordinal);

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n|\"'`;&");

    private readonly ReadOnlySpan<char> text;
    private readonly MemberNames names;
    private Splice splice;
    private CommandArguments command;
    private char open; // The quote around what is being taken apart.

    private CommandLines(ReadOnlySpan<char> text, MemberNames names)
    {
        this.text = text;
        this.names = names;
        splice = new Splice(text);
    }

    /// <summary>The text without its secrets; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text, MemberNames names)
    {
        if (!text.Contains(' ') || !(text[0] == '-' || text.ContainsAny(Options) || CommandWords.AreIn(text)))
        {
            return null;
        }

        var lines = new CommandLines(text, names);
        lines.Walk();
        return lines.splice.Finish();
    }

    private void Walk()
    {
        for (var at = 0; at < text.Length;)
        {
            switch (text[at])
            {
                case '\r' or '\n' or '|' or ';' or '&':
                    command = default;
                    at++;
                    break;
                case '"' or '\'' or '`':
                    at = Quoted(at);
                    break;
                case ' ' or '\t' or '\\' when text[at] != '\\' || (at + 1 < text.Length && Text.IsQuote(text[at + 1])):
                    at++;
                    break;
                case ',' or '[' or ']' or '(' or ')' when IsBesideQuote(at):
                    at++; // ["mysql","-pX"]
                    break;
                default:
                    at = Word(at);
                    break;
            }
        }
    }

    private readonly bool IsBesideQuote(int at) =>
        (at > 0 && Text.IsQuote(text[at - 1])) || (at + 1 < text.Length && Text.IsQuote(text[at + 1]));

    // A value in quotes is one argument; of anything else in quotes each word is: bash -c "mysql -pX".
    private int Quoted(int at)
    {
        var close = text[at] == open ? -1 : ClosingQuote(at);
        if (close > at + 1 && (command.ExpectsValue || !text[at..close].Contains(' ')))
        {
            Take((at + 1)..close, close + 1);
            return close + 1;
        }

        open = text[at] == open ? '\0' : text[at];
        return at + 1;
    }

    private int Word(int at)
    {
        var end = EndOfWord(at);
        if (end < text.Length
            && Text.IsQuote(text[end])
            && text[end] != open
            && text[at] is '-' or '/'
            && ClosingQuote(end) is > 0 and var close)
        {
            Take(at..close, close + 1); // -p'my password'
            return close + 1;
        }

        var word = text[at..end].TrimEnd('\\').Length;
        if (text.Slice(at, word) is "echo" or "printf"
            && text.Slice(end, Math.Min(Farthest, text.Length - end)).IndexOfAny(FromPipe) is > 0 and var flag)
        {
            command.ExpectPiped(text[(end + flag)..].StartsWith("chpasswd", StringComparison.Ordinal));
            return end;
        }

        Take(at..(at + word), end);
        return Math.Max(end, at + 1);
    }

    // A password may hold ; and &: only before white space they end a command.
    private readonly int EndOfWord(int at)
    {
        var end = at + Text.Until(text[at..], WordEnds);
        while (end + 1 < text.Length && text[end] is ';' or '&' && !char.IsWhiteSpace(text[end + 1]) && text[end + 1] != text[end])
        {
            end += 1 + Text.Until(text[(end + 1)..], WordEnds);
        }

        return end;
    }

    private void Take(Range word, int next)
    {
        var rest = text[next..].TrimStart(" \t");
        if (command.Next(text[word], names, isLast: rest.IsEmpty || rest[0] is '\r' or '\n') is { } found)
        {
            var start = word.Start.Value;
            splice.Replace(start + found.Range.Start.Value, start + found.Range.End.Value, found.Rule.Mark);
        }
    }

    private readonly int ClosingQuote(int at)
    {
        var rest = text.Slice(at + 1, Math.Min(Farthest, text.Length - at - 1));
        var close = rest.IndexOf(text[at]);
        return close < 0 || rest[..close].Contains('\n') ? -1 : at + 1 + close;
    }
}
