using System.Buffers;
using System.Collections.Frozen;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// Secrets in quotes that follow a word of SQL or of code: <c>PASSWORD 'x'</c>, <c>IDENTIFIED BY 'x'</c>, <c>setPassword("x")</c>,
/// <c>define('DB_PASSWORD', 'x')</c>, <c>login("app", "x")</c>.
/// </summary>
internal static class QuotedSecrets
{
    private const int Near = 96; // How far a word may stand before the quote.
    private const int Farthest = 4096;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"`");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Calls = Lookup(
        "auth login signin authenticate basicauth httpbasicauth networkcredential createuser setcredentials passwordcredentials "
        + "createlogin basiccredentials usernamepasswordcredentials httpdigestauth getconnection setbasicauth userpwd plainauth");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Settings = Lookup(
        "define set put add header setheader addheader setproperty setrequestheader setrequestproperty setitem setenv append appendheader");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Ciphers = Lookup("crypt passwordhash hashpw checkpw");

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text, MemberNames names)
    {
        var at = text.IndexOfAny(Quotes);
        if (at < 1)
        {
            at = at < 0 || text[1..].IndexOfAny(Quotes) is not (>= 0 and var second) ? -1 : second + 1;
        }

        var splice = new Splice(text);
        while (at >= 0)
        {
            var next = at + 1;
            if (Close(text, at) is > 0 and var close)
            {
                if (close > next && RuleOf(text, at, text[next..close], names) is { } rule && Pairs.IsSecret(text[next..close], rule, true)
                    && !ValueTests.IsPlaceholder(text[next..close]))
                {
                    splice.Replace(next, close, rule.Mark);
                    next = close + 1;
                }
                else if (!text[at..close].ContainsAny(" (,"))
                {
                    next = close + 1; // A plain string: its end opens nothing.
                }
            }

            var more = text[next..].IndexOfAny(Quotes);
            at = more < 0 ? -1 : next + more;
        }

        return splice.Finish();
    }

    private static int Close(ReadOnlySpan<char> text, int at)
    {
        var rest = text.Slice(at + 1, Math.Min(Farthest, text.Length - at - 1));
        for (var from = 0; ;)
        {
            var found = rest[from..].IndexOf(text[at]);
            if (found < 0)
            {
                return 0;
            }

            from += found;
            if (from + 1 < rest.Length && rest[from + 1] == text[at] && found > 0)
            {
                from += 2; // SQL doubles a quote inside.
            }
            else
            {
                return at + 1 + from;
            }
        }
    }

    private static MaskRule? RuleOf(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> value, MemberNames names)
    {
        var before = text[Math.Max(0, at - Near)..at];
        before = before is [.., ' ' or '(' or ',' or '=', 'N' or 'E' or 'n' or 'e'] ? before[..^1] : before;
        var trimmed = before.TrimEnd(" \\\r\n\t");
        if (trimmed.IsEmpty)
        {
            return null;
        }

        return trimmed[^1] switch
        {
            '=' when before.Contains("SET PASSWORD ", StringComparison.OrdinalIgnoreCase) => MaskRules.Password,
            ',' => Listed(trimmed[..^1].TrimEnd(" \\"), value, names),
            '(' => Called(trimmed[..^1].TrimEnd(' '), names),
            var c when trimmed.Length < before.Length && (char.IsAsciiLetter(c) || c == '_') => Spaced(trimmed, names),
            _ => null,
        };
    }

    // 'DB_PASSWORD', 'x'; or login("app", "x").
    private static MaskRule? Listed(ReadOnlySpan<char> before, ReadOnlySpan<char> value, MemberNames names)
    {
        if (before.IsEmpty || !Text.IsQuote(before[^1]))
        {
            return null;
        }

        var first = before[..^1].LastIndexOf(before[^1]);
        if (first < 0)
        {
            return null;
        }

        var name = before[(first + 1)..^1].TrimEnd('\\');
        var call = before[..first].TrimEnd(" \\");
        if (SaidOfObject.Name(name, names) is { } rule)
        {
            var isSet = call.EndsWith("(", StringComparison.Ordinal) && Is(Settings, LastWord(call[..^1]));
            return ValueTests.IsFieldName(value) && !isSet ? null : rule;
        }

        return call.EndsWith("(", StringComparison.Ordinal) && Is(Calls, LastWord(call[..^1])) ? MaskRules.Password : null;
    }

    private static MaskRule? Called(ReadOnlySpan<char> before, MemberNames names)
    {
        var word = LastWord(before);
        return word.IsEmpty ? null : Is(Ciphers, word) ? MaskRules.Password : names.Find(word) is { IsContent: false } rule ? rule : null;
    }

    private static MaskRule? Spaced(ReadOnlySpan<char> before, MemberNames names)
    {
        var word = LastWord(before);
        if (word is "BY" or "by" or "AS" or "as" or "USING" or "using" or "By")
        {
            return before.Contains("IDENTIFIED ", StringComparison.OrdinalIgnoreCase) ? MaskRules.Password : null;
        }

        // "Unexpected token '<'" is what parsers say.
        return names.Find(word) is { } rule && (rule == MaskRules.Password || rule == MaskRules.Passphrase || rule == MaskRules.Secret)
            ? rule
            : null;
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        var at = text.Length;
        while (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '-'))
        {
            at--;
        }

        return text[at..];
    }

    private static bool Is(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> words, ReadOnlySpan<char> word) =>
        word.Length is > 0 and <= NameWords.Longest && words.Contains(new NameWords(word, stackalloc char[NameWords.Longest]).Joined);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
