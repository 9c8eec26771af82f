using System.Globalization;

namespace Cairn.Querying;

/// <summary>
/// Reads the language for queries: conditions one behind the other, all of which must hold; <c>OR</c> between them, a hyphen before what
/// must not hold, parentheses, quotation marks (doubled inside of themselves).
/// </summary>
internal sealed class QueryParser(string text, TimeZoneInfo zone)
{
    private int at;
    private int depth;
    private int parts;

    /// <exception cref="AuditQueryException">It is no query.</exception>
    public AuditQuery Parse()
    {
        if (text.Length > AuditQuery.LongestText)
        {
            throw Error(AuditQuery.LongestText, "the query is too long", $"at most {AuditQuery.LongestText} characters");
        }

        Skip();
        var query = at == text.Length ? new() : Choices();
        return at == text.Length ? query : throw Error(at, "this parenthesis closes nothing", "a condition, or the end");
    }

    /// <summary>An error at a place of the text, counted in characters (code points).</summary>
    public AuditQueryException Error(int place, string problem, string expected)
    {
        var column = 1;
        for (var i = 0; i < Math.Min(place, text.Length); i++)
        {
            column += char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]) ? 0 : 1;
        }

        return new(column, problem, expected);
    }

    private AuditQuery Choices()
    {
        List<AuditQuery> choices = [Conditions()];
        while (Word("OR"))
        {
            choices.Add(Conditions());
        }

        return choices is [var one] ? one
            : choices.TrueForAll(c => !c.IncludesReadings) ? new() { AnyOf = choices }
            : throw Error(0, "readings: stands inside of OR",
                "readings: beside everything else, as in readings:yes (actor:u1 OR actor:u2)");
    }

    private AuditQuery Conditions()
    {
        var (all, any) = (new AuditQuery(), false);
        for (Skip(); at < text.Length && text[at] != ')'; Skip())
        {
            if (Next() is "OR")
            {
                break;
            }

            if (Next() is "AND" && any)
            {
                Word("AND");
                Skip();
                any = at < text.Length && text[at] != ')' ? any : throw Error(at, "nothing stands behind AND", "a condition");
            }

            (all, any) = (Condition(all), true);
        }

        return any ? all : throw Error(at, "a condition is missing", "a condition, such as actor:u1 or a word");
    }

    private AuditQuery Condition(AuditQuery all)
    {
        if (++parts > QueryRules.MostParts)
        {
            throw Error(at, $"there are more than {QueryRules.MostParts} conditions", "fewer conditions");
        }

        var start = at;
        if (text[at] == '-' || Next() is "NOT")
        {
            _ = text[at] == '-' ? at++ : at += 3;
            Skip();
            return at < text.Length && text[at] != ')'
                ? all with { NoneOf = [.. all.NoneOf, Alone(Deeper(() => Condition(new())), start)] }
                : throw Error(at, "nothing stands behind the negation", "what must not hold, as in -actor:system");
        }

        if (text[at] == '(')
        {
            at++;
            var inner = Alone(Deeper(Choices), start);
            if (at == text.Length)
            {
                throw Error(start, "this parenthesis is not closed", "a closing parenthesis");
            }

            at++;
            return inner is { AnyOf.Count: > 0 } && all.AnyOf.Count == 0 && QueryText.IsOnlyChoices(inner)
                ? all with { AnyOf = inner.AnyOf }
                : all with { AllOf = [.. all.AllOf, inner] };
        }

        return new QueryTerm(this, zone).AddTo(all, Token());
    }

    private AuditQuery Alone(AuditQuery inner, int start) => !inner.IncludesReadings ? inner
        : throw Error(start, "readings: stands inside of parentheses or behind a hyphen", "readings: beside everything else");

    private T Deeper<T>(Func<T> read)
    {
        if (++depth > QueryRules.Deepest - 2)
        {
            throw Error(at, "the conditions stand in each other too deep", string.Create(
                CultureInfo.InvariantCulture, $"at most {QueryRules.Deepest - 2} parentheses and hyphens in each other"));
        }

        var value = read();
        depth--;
        return value;
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private string Next()
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetterUpper(text[end]))
        {
            end++;
        }

        return end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or ')' ? text[at..end] : "";
    }

    private bool Word(string word)
    {
        Skip();
        var stands = Next() == word;
        at += stands ? word.Length : 0;
        return stands;
    }

    private QueryToken Token()
    {
        var token = new QueryToken(at);
        for (; at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')'); at++)
        {
            if (text[at] == '"')
            {
                Quoted(token);
            }
            else
            {
                token.Add(text[at], false, at);
            }
        }

        token.End = at;
        return token;
    }

    // Ends on the closing mark.
    private void Quoted(QueryToken token)
    {
        token.Quote(at);
        for (var start = at++; ; at++)
        {
            if (at == text.Length)
            {
                throw Error(start, "this quotation mark is not closed", "a closing quotation mark");
            }

            if (text[at] == '"' && (at + 1 == text.Length || text[at + 1] != '"'))
            {
                return;
            }

            token.Add(text[at], true, at);
            at += text[at] == '"' ? 1 : 0;
        }
    }
}
