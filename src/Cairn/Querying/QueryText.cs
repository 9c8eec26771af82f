using System.Globalization;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Querying;

/// <summary>Writes queries in the language that <see cref="QueryParser"/> reads.</summary>
internal static class QueryText
{
    public static string Of(AuditQuery query) => string.Join(' ', Conditions(query));

    /// <summary>Whether a query asks for nothing but choices.</summary>
    public static bool IsOnlyChoices(AuditQuery query) => query.AnyOf.Count > 0 && Of(query with { AnyOf = [] }).Length == 0;

    /// <summary>Whether a condition of one member fits beside the others: none has it.</summary>
    public static bool Joins(AuditQuery all, AuditQuery one) =>
        (one.Actor is null || all.Actor is null)
        && (one.ActorType is null || all.ActorType is null)
        && (one.Target is null || all.Target is null)
        && (one.TargetType is null || all.TargetType is null)
        && ((one.Person is null && one.PersonName is null) || (all.Person is null && all.PersonName is null))
        && (one.Source is null || all.Source is null)
        && (one.RequestId is null || all.RequestId is null)
        && (one.TraceId is null || all.TraceId is null)
        && (one.OperationId is null || all.OperationId is null)
        && (one.Address is null || all.Address is null)
        && (one.Network is null || all.Network is null)
        && (one.OccurredFrom is null || all.OccurredFrom is null)
        && (one.OccurredUntil is null || all.OccurredUntil is null)
        && (one.NewerThan is null || all.NewerThan is null)
        && (one.OlderThan is null || all.OlderThan is null)
        && (one.RecordedFrom is null || all.RecordedFrom is null)
        && (one.RecordedUntil is null || all.RecordedUntil is null)
        && (one.IndexFrom is null || all.IndexFrom is null)
        && (one.IndexUntil is null || all.IndexUntil is null);

    /// <summary>Both in one: no member but lists of further queries is set in both.</summary>
    public static AuditQuery Join(AuditQuery all, AuditQuery one) => all with
    {
        Actor = one.Actor ?? all.Actor,
        ActorType = one.ActorType ?? all.ActorType,
        Target = one.Target ?? all.Target,
        TargetType = one.TargetType ?? all.TargetType,
        Person = one.Person ?? all.Person,
        PersonName = one.PersonName ?? all.PersonName,
        Actions = [.. all.Actions, .. one.Actions],
        Categories = [.. all.Categories, .. one.Categories],
        Outcomes = [.. all.Outcomes, .. one.Outcomes],
        Source = one.Source ?? all.Source,
        RequestId = one.RequestId ?? all.RequestId,
        TraceId = one.TraceId ?? all.TraceId,
        OperationId = one.OperationId ?? all.OperationId,
        Address = one.Address ?? all.Address,
        Network = one.Network ?? all.Network,
        OccurredFrom = one.OccurredFrom ?? all.OccurredFrom,
        OccurredUntil = one.OccurredUntil ?? all.OccurredUntil,
        NewerThan = one.NewerThan ?? all.NewerThan,
        OlderThan = one.OlderThan ?? all.OlderThan,
        RecordedFrom = one.RecordedFrom ?? all.RecordedFrom,
        RecordedUntil = one.RecordedUntil ?? all.RecordedUntil,
        IndexFrom = one.IndexFrom ?? all.IndexFrom,
        IndexUntil = one.IndexUntil ?? all.IndexUntil,
    };

    /// <summary>Whether a query asks for every entry, or for a part of the log by index, readings apart.</summary>
    public static bool IsWhole(AuditQuery query) =>
        Of(query with { IndexFrom = null, IndexUntil = null, IncludesReadings = false }).Length == 0;

    /// <summary>The conditions that must hold together, each in the language.</summary>
    public static IEnumerable<string> Conditions(AuditQuery q) =>
    [
        .. Party("actor", q.Actor), .. Type("actor", q.ActorType), .. Party("target", q.Target), .. Type("target", q.TargetType),
        .. Party("person", q.Person), .. Text("person", q.PersonName), .. List("action", q.Actions.Select(Pattern)),
        .. List("category", q.Categories.Select(Value)), .. List("outcome", q.Outcomes.Select(ResultNames.Spelled)),
            .. Text("source", q.Source),
        .. Text("request", q.RequestId), .. Text("trace", q.TraceId), .. Text("operation", q.OperationId),
        .. Field("ip", q.Address is { } address ? IpText.Of(address) : null),
        .. Field("ip", q.Network is { } network ? AddressPrefix.Format(network) : null),
        .. Field("since", q.NewerThan is { } newer ? QueryTime.Format(newer) : null),
        .. Field("until", q.OlderThan is { } older ? QueryTime.Format(older) : null), .. Field("since", Time(q.OccurredFrom)),
        .. Field("until", Time(q.OccurredUntil)), .. Field("recorded-since", Time(q.RecordedFrom)),
        .. Field("recorded-until", Time(q.RecordedUntil)), .. Field("index-from", Number(q.IndexFrom)),
        .. Field("index-until", Number(q.IndexUntil)), .. Field("readings", q.IncludesReadings ? "yes" : null), .. q.Words.Select(Word),
        .. Choices(q.AnyOf), .. q.AllOf.Select(Group).OfType<string>(), .. q.NoneOf.Select(Negated),
    ];

    // A query that asks for nothing holds always, and is written so.
    private static string? Group(AuditQuery inner) => Of(inner with { IncludesReadings = false }) is { Length: > 0 } all ? $"({all})"
        : null;

    private static IEnumerable<string> Choices(IReadOnlyList<AuditQuery> choices) => choices.Count == 0 ? []
        : [$"({string.Join(" OR ", choices.Select(c => One(c)))})"];

    private static string Negated(AuditQuery inner) => $"-{One(inner)}";

    private static string One(AuditQuery inner) => Conditions(inner with { IncludesReadings = false }).ToArray() switch
    {
        [] => Everything,
        [var one] => one,
        var several => $"({string.Join(' ', several)})",
    };

    // Every entry has an index from 0 on.
    private const string Everything = "index-from:0";

    private static IEnumerable<string> Party(string field, AuditSubject? subject) => subject is null ? []
        : [$"{field}:{(subject.Type.Length == 0 ? "" : $"{Value(subject.Type)}/")}{(
            string.IsNullOrEmpty(subject.Id) ? "" : Value(subject.Id))}"];

    private static IEnumerable<string> Type(string field, string? type) => type is null ? [] : [$"{field}:{Value(type)}/*"];

    private static IEnumerable<string> Text(string field, string? text) => Field(field, text is null ? null : Value(text));

    private static IEnumerable<string> Field(string field, string? spelled) => spelled is null ? [] : [$"{field}:{spelled}"];

    private static IEnumerable<string> List(string field, IEnumerable<string> spelled) =>
        string.Join(',', spelled) is { Length: > 0 } list ? [$"{field}:{list}"] : [];

    private static string Pattern(string action) => action.EndsWith('*') ? $"{(action.Length == 1 ? "" : Value(action[..^1]))}*"
        : Value(action);

    private static string Word(string word)
    {
        var (body, star) = word.EndsWith('*') ? (word[..^1], "*") : (word, "");
        return (body is "OR" or "AND" or "NOT" || body.StartsWith('-') ? Quoted(body) : Value(body)) + star;
    }

    private static string Value(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '@' or '+' or '%' or '\\' or '#') ? text
            : Quoted(text);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Time(DateTimeOffset? time) => time is { } some ? QueryTime.Format(some) : null;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
