using System.Globalization;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Querying;

/// <summary>One condition of a query's text: a field and its values, or a word.</summary>
internal sealed class QueryTerm(QueryParser parser, TimeZoneInfo zone)
{
    private const string Fields = "actor, target, person, action, category, outcome, source, request, trace, operation, ip, since, until, "
        + "recorded-since, recorded-until, index-from, index-until or readings before the colon; in quotation marks it is a word to look for";

    private const string Party = "an id (u1), a type and an id (user/u1), a type (service/*), or a type without an id (system/)";

    /// <summary>The query with this condition besides.</summary>
    public AuditQuery AddTo(AuditQuery all, QueryToken token)
    {
        var colon = token.Find(':');
        if (colon < 1 || !IsName(token.Text[..colon]))
        {
            return all with { Words = [.. all.Words, WordOf(token)] };
        }

        var (name, values) = token.SplitAt(colon);
        return name.HasQuotes ? all with { Words = [.. all.Words, WordOf(token)] }
            : values.IsAbsent ? throw parser.Error(values.At, $"{name.Text}: has no value", "a value right behind the colon")
            : Add(all, name, values);
    }

    private static bool IsName(string text) => !text.AsSpan().ContainsAnyExcept(Letters);

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-");

    private AuditQuery Add(AuditQuery all, QueryToken name, QueryToken values) => name.Text.ToLowerInvariant() switch
    {
        "actor" => Each(all, values, ActorOf),
        "target" => Each(all, values, TargetOf),
        "person" => Each(all, values, PersonOf),
        "action" => With(all, all.Actions.Count == 0, new() { Actions = [.. Values(values).Select(ActionOf)] }),
        "category" => With(all, all.Categories.Count == 0, new() { Categories = [.. Values(values).Select(Plain)] }),
        "outcome" => With(all, all.Outcomes.Count == 0, new() { Outcomes = [.. Values(values).Select(OutcomeOf).Distinct()] }),
        "source" => Each(all, values, v => new() { Source = Plain(v) }),
        "request" => Each(all, values, v => new() { RequestId = Plain(v) }),
        "trace" => Each(all, values, v => new() { TraceId = Plain(v) }),
        "operation" => Each(all, values, v => new() { OperationId = Plain(v) }),
        "ip" => Each(all, values, AddressOf),
        "since" => Each(all, Single(values), v => QueryTime.Relative(v.Text, out var ago)
            ? new() { NewerThan = ago } : new() { OccurredFrom = TimeOf(v, isEnd: false) }),
        "until" => Each(all, Single(values), v => QueryTime.Relative(v.Text, out var ago)
            ? new() { OlderThan = ago } : new() { OccurredUntil = TimeOf(v, isEnd: true) }),
        "recorded-since" => Each(all, Single(values), v => new() { RecordedFrom = TimeOf(v, isEnd: false) }),
        "recorded-until" => Each(all, Single(values), v => new() { RecordedUntil = TimeOf(v, isEnd: true) }),
        "index-from" => Each(all, Single(values), v => new() { IndexFrom = IndexOf(v) }),
        "index-until" => Each(all, Single(values), v => new() { IndexUntil = IndexOf(v) }),
        "readings" => ReadingsOf(all, Single(values)),
        _ => throw parser.Error(name.At, $"'{name.Text}' is no field", Fields),
    };

    private AuditQuery Each(AuditQuery all, QueryToken values, Func<QueryToken, AuditQuery> read)
    {
        AuditQuery[] each = [.. Values(values).Select(read)];
        return each is [var one] ? With(all, QueryText.Joins(all, one), one)
            : all.AnyOf.Count == 0 ? all with { AnyOf = each } : all with { AllOf = [.. all.AllOf, new() { AnyOf = each }] };
    }

    // Beside a condition of the same field it stands by itself: both must hold.
    private static AuditQuery With(AuditQuery all, bool isFree, AuditQuery one) =>
        isFree ? QueryText.Join(all, one) : all with { AllOf = [.. all.AllOf, one] };

    private List<QueryToken> Values(QueryToken values)
    {
        var all = new List<QueryToken>();
        for (var comma = values.Find(','); ; comma = values.Find(','))
        {
            var (value, rest) = comma < 0 ? (values, null) : values.SplitAt(comma);
            all.Add(!value.IsAbsent ? value : throw parser.Error(value.At, "a value of the list is missing", "a value between the commas"));
            if (rest is null)
            {
                return all.Count <= QueryRules.MostParts / 4 ? all
                    : throw parser.Error(values.At, "the list is too long", $"at most {QueryRules.MostParts / 4} values");
            }

            values = rest;
        }
    }

    private QueryToken Single(QueryToken values) => values.Find(',') is >= 0 and var comma
        ? throw parser.Error(values.SplitAt(comma).Behind.At - 1, "this field has one value", "one value, without a comma")
        : values;

    private string Plain(QueryToken value) => !value.EndsWith('*') ? value.Text
        : throw parser.Error(value.End - 1, "no asterisk may stand here", "a whole value; in quotation marks an asterisk means itself");

    private static AuditSubject SubjectOf(string type, string? id) => new(type, id is "" ? null : id);

    private AuditQuery ActorOf(QueryToken value) => PartyOf(value, type => new() { ActorType = type }, s => new() { Actor = s });

    private AuditQuery TargetOf(QueryToken value) => PartyOf(value, type => new() { TargetType = type }, s => new() { Target = s });

    private AuditQuery PartyOf(QueryToken value, Func<string, AuditQuery> any, Func<AuditSubject, AuditQuery> one)
    {
        if (value.Find('/') is var slash && slash < 0)
        {
            return Plain(value) is { Length: > 0 } id ? one(new("", id)) : throw parser.Error(value.At, "the id is empty", Party);
        }

        var (type, rest) = value.SplitAt(slash);
        return type.IsAbsent ? throw parser.Error(value.At, "the type before the slash is missing", Party)
            : rest.Is("*") ? any(type.Text)
            : Plain(rest) is { Length: > 0 } of ? one(new(type.Text, of))
            : type.Text.Length > 0 ? one(SubjectOf(type.Text, null))
            : throw parser.Error(value.At, "type and id are empty", Party);
    }

    private AuditQuery PersonOf(QueryToken value)
    {
        if (value.Find('/') is >= 0 and var slash && value.SplitAt(slash) is var (type, id))
        {
            return Plain(id) is { Length: > 0 } text ? new() { Person = new(type.Text, text) }
                : throw parser.Error(id.At, "the person has no id", "a type and an id (user/u1)");
        }

        return Plain(value) is { Length: > 0 } name ? new() { PersonName = name }
            : throw parser.Error(value.At, "the person has no name", "a name, an e-mail address, a phone number or an id");
    }

    private string ActionOf(QueryToken value) => value.Text is { Length: > 0 } text
        && text.IndexOf('*', StringComparison.Ordinal) is var star
        && (star < 0 || star == text.Length - 1) ? text
        : throw parser.Error(value.At, $"'{value.Text}' is no action", "a name (auth.login), or the beginning of names (auth.*)");

    private AuditResult OutcomeOf(QueryToken value) => ResultNames.TryParse(value.Text.ToLowerInvariant(), out var result) ? result
        : throw parser.Error(value.At, $"'{value.Text}' is no outcome", "success, failure, denied or unfinished");

    private AuditQuery AddressOf(QueryToken value) => IpText.Parse(value.Text) is { } address ? new() { Address = address }
        : AddressPrefix.Parse(value.Text) is { } network ? new() { Network = network }
        : throw parser.Error(value.At, $"'{value.Text}' is no address", "an address (192.0.2.7, 2001:db8::7), or a prefix (192.0.2.0/24)");

    private DateTimeOffset TimeOf(QueryToken value, bool isEnd) => QueryTime.Parse(value.Text, zone, isEnd)
        ?? throw parser.Error(value.At, $"'{value.Text}' is no time", QueryTime.Forms);

    private long IndexOf(QueryToken value) => long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        ? index : throw parser.Error(value.At, $"'{value.Text}' is no index", "a number from 0");

    private AuditQuery ReadingsOf(AuditQuery all, QueryToken value) => value.Text.ToLowerInvariant() switch
    {
        "yes" => all with { IncludesReadings = true },
        "no" => all,
        _ => throw parser.Error(value.At, $"'{value.Text}' is neither", "yes or no"),
    };

    private string WordOf(QueryToken token) => QueryRules.IsWord(token.Text) ? token.Text
        : throw parser.Error(
            token.At,
            token.Text.Length > QueryRules.LongestWord ? "the word is too long" : "there is nothing to look for",
            $"a word of at most {QueryRules.LongestWord} characters, or its beginning and an asterisk");
}
