using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Finds the entries of a page along one index, chosen here. The planner knows a column over all tenants together, and what is frequent in one may be absent
/// from another; a condition on a row of columns, ordered by the same row, leaves it no index but the one that has them.
/// </summary>
internal sealed class PageStatement
{
    private readonly List<NpgsqlParameter> values = [];
    private readonly List<string> conditions = [];
    private readonly string log;
    private readonly string last;
    private readonly string limit;

    /// <param name="log">The log.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="after">Behind which entry the page begins; <see langword="null"/>: with the newest.</param>
    /// <param name="count">How many entries it has at most.</param>
    public PageStatement(LogIdentity log, EntryFilter filter, EntryCursor? after, int count)
    {
        (this.log, last) = (Add(log.Key), Add(after?.Index ?? long.MaxValue));
        limit = $"LIMIT {count.ToString(CultureInfo.InvariantCulture)}";
        Sql = Of(filter, after);
    }

    /// <summary>Index, month and time of each entry, newest first: the latest by time where only a time is asked for, else the last by index.</summary>
    public string Sql { get; }

    public NpgsqlParameter[] Values => [.. values];

    // From the index that leaves least to read to the one that leaves most.
    private string Of(EntryFilter filter, EntryCursor? after) => filter switch
    {
        { Person: { } person } => With(filter with { Person = null }).Either(person),
        { Target: { } target } => With(filter with { Target = null }).Targets(target),
        { Actor: { } actor } => With(filter with { Actor = null }).Actors(actor),
        { Action: { } action } => With(filter with { Action = null }).Entries("action", action),
        { Category: { } category } => With(filter with { Category = null }).Entries("category", category),
        { Outcome: { } outcome and not AuditResult.Success } => With(filter with { Outcome = null }).Outcomes(outcome),
        { From: not null } or { Until: not null } => With(filter with { From = null, Until = null }).Period(filter, after),
        _ => With(filter).All(),
    };

    // What does not lead is looked at in the entry.
    private PageStatement With(EntryFilter filter)
    {
        Must(filter.Actor, a => $"e.actor_id = {Add(a.Id)} AND e.actor_type = {Add(a.Type)}");
        Must(filter.Target, t => $"EXISTS (SELECT FROM cairn.targets x WHERE x.log = e.log AND x.idx = e.idx AND x.month = e.month AND x.id = {Add(t.Id)} AND x.type = {Add(t.Type)})");
        Must(filter.Action, a => $"e.action = {Add(a)}");
        Must(filter.Category, c => $"e.category = {Add(c)}");
        Must(filter.Outcome is { } outcome ? ResultNames.Name(outcome) : null, o => $"e.outcome = {Add(o)}");
        Must(filter.From as object, _ => $"e.occurred_at >= {Add(Time(filter.From))}");
        Must(filter.Until as object, _ => $"e.occurred_at < {Add(Time(filter.Until))}");
        return this;
    }

    private void Must<T>(T? value, Func<T, string> condition)
        where T : class
    {
        if (value is not null)
        {
            conditions.Add(condition(value));
        }
    }

    private string Either(AuditSubject person) =>
        $"SELECT p.idx, max(p.month), 0::bigint FROM (({Actors(person)}) UNION ALL ({Targets(person)})) AS p (idx, month) GROUP BY p.idx ORDER BY p.idx DESC {limit}";

    // No leaf has an empty id: whoever is asked for without one is not found.
    private string Actors(AuditSubject actor) => Entries("actor_id", actor.Id ?? "", $" AND e.actor_type = {Add(actor.Type)}");

    // The index has no other outcomes.
    private string Outcomes(AuditResult outcome) => Entries("outcome", ResultNames.Name(outcome), " AND e.outcome <> 'success'");

    private string Entries(string column, string value, string more = "")
    {
        var at = Add(value);
        return Along($"e.{column} >= {at} AND (e.{column}, e.idx) < ({at}, {last}){more}", $"e.{column} DESC, e.idx DESC");
    }

    private string Period(EntryFilter filter, EntryCursor? after)
    {
        // Without a cursor, no index is below the smallest: the end is not part of the time.
        var (end, below) = after is { } entry ? (entry.OccurredAt, entry.Index) : (Time(filter.Until), long.MinValue);
        return Along($"e.occurred_at >= {Add(filter.From is null ? long.MinValue : Time(filter.From))} AND (e.occurred_at, e.idx) < ({Add(end)}, {Add(below)})", "e.occurred_at DESC, e.idx DESC");
    }

    private string All() => Along($"e.idx < {last}", "e.idx DESC");

    private string Along(string place, string order) =>
        $"SELECT e.idx, e.month, e.occurred_at FROM cairn.entries e WHERE e.log = {log} AND {string.Join(" AND ", conditions.Prepend(place))} ORDER BY {order} {limit}";

    // An event may name a target twice: a row an entry.
    private string Targets(AuditSubject target)
    {
        var (id, type) = (Add(target.Id), Add(target.Type));
        var entries = conditions.Count == 0 ? "" : $"JOIN cairn.entries e ON e.log = t.log AND e.idx = t.idx AND e.month = t.month AND {string.Join(" AND ", conditions)}";
        return $"""
            SELECT t.idx, min(t.month), 0::bigint FROM cairn.targets t {entries}
            WHERE t.log = {log} AND (t.id, t.type) >= ({id}, {type}) AND (t.id, t.type, t.idx) < ({id}, {type}, {last})
            GROUP BY t.id, t.type, t.idx ORDER BY t.id DESC, t.type DESC, t.idx DESC {limit}
            """;
    }

    private static long Time(DateTimeOffset? time) => time is { } t ? RfcTime.ToMicroseconds(t) : long.MaxValue;

    private string Add<T>(T value)
    {
        values.Add(Value.Of(value));
        return $"${values.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
