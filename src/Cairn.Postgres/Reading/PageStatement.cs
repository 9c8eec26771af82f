using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Finds the entries of a page along one index, chosen here. The planner knows a column over all tenants together, and what is frequent in
/// one may be absent from another; a condition on a row of columns, ordered by the same row, leaves it no index but the one that has them.
/// </summary>
internal sealed class PageStatement
{
    private readonly List<NpgsqlParameter> values = [];
    private readonly List<string> conditions = [];
    private readonly EntryFilter filter;
    private readonly string log;
    private readonly string from;
    private readonly string to;
    private readonly string limit;

    /// <param name="log">The log.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="after">Behind which entry the page begins; <see langword="null"/>: from the beginning.</param>
    /// <param name="count">How many entries it has at most.</param>
    /// <param name="keys">By what to count the entries instead; <see langword="null"/>: they are not counted.</param>
    public PageStatement(LogIdentity log, EntryFilter filter, EntryCursor? after, long count, IReadOnlyList<GroupKey>? keys = null)
    {
        var range = filter.IsByTime ? filter.Range : filter.RangeBehind(after);
        (this.filter, this.log, from, to) = (filter, Add(log.Key), Add(range.From), Add(range.To));
        limit = $"LIMIT {count.ToString(CultureInfo.InvariantCulture)}";
        Sql = keys is null ? Of(after) : Groups(keys);
    }

    /// <summary>
    /// Index, month and time of each entry, in order; the time counts only in the order of time. Of groups: two keys, how many, the largest
    /// index.
    /// </summary>
    public string Sql { get; }

    public NpgsqlParameter[] Values => [.. values];

    private string Of(EntryCursor? after) => filter.Lead switch
    {
        // It leads, so it is there.
        EntryLead.Parties =>
            With(filter with { Parties = null }).First(
                [.. filter.Parties!.Select(Actor), .. filter.Parties!.Where(p => p.Type.Length > 0).Select(Target)]),
        EntryLead.Networks => With(filter with { Networks = null }).First(filter.Networks!.Select(Network)),
        EntryLead.Targets => With(filter with { Targets = null }).First(filter.Targets!.Select(Target)),
        EntryLead.Actors => With(filter with { Actors = null }).First(filter.Actors!.Select(Actor)),
        EntryLead.Actions => With(filter with { Actions = null }).First(filter.Actions!.Select(a => Entries("action", a.Text))),
        EntryLead.Categories => With(filter with { Categories = null }).First(filter.Categories!.Select(c => Entries("category", c))),
        EntryLead.Outcomes => With(filter with { Outcomes = null }).First(filter.Outcomes!.Select(Outcome)),
        EntryLead.Time => With(filter with { From = null, Until = null }).Period(after),
        _ => With(filter).Along($"e.idx >= {from} AND e.idx < {to}", "e.idx"),
    };

    // Along the index that leads; where that is the log or the time, as the planner likes: nearly all rows are wanted then.
    private string Groups(IReadOnlyList<GroupKey> keys)
    {
        var targets = keys.Any(k => k.Kind == GroupKind.Target);
        var entries = filter.Lead is EntryLead.Log or EntryLead.Time
            ? $"SELECT e.* FROM cairn.entries e WHERE e.log = {log} AND e.idx >= {from} AND e.idx < {to} AND {All(
                filter with { Range = Everywhere })}"
            : $"SELECT e.* FROM ({Of(null)}) AS p (idx, month, at) JOIN cairn.entries e ON e.log = {log} AND e.idx = p.idx AND e.month = p.month";
        return $"""
            SELECT {Key(keys[0])}, {(keys.Count > 1 ? Key(keys[1]) : "NULL::text")}, count({(targets ? "DISTINCT e.idx" : "*")}), max(e.idx)
            FROM ({entries}) e {(targets ? "LEFT JOIN cairn.targets t ON t.log = e.log AND t.idx = e.idx AND t.month = e.month" : "")}
            GROUP BY 1{(keys.Count > 1 ? ", 2" : "")}
            """;
    }

    // Of a leaf's text nothing but ASCII is looked at: bytes that are no text do no harm.
    private string Key(GroupKey key) => key.Kind switch
    {
        GroupKind.Category => "e.category",
        GroupKind.Action => "e.action",
        GroupKind.Actor => "e.actor_type || '/' || coalesce(e.actor_id, '')",
        GroupKind.Target => "t.type || '/' || t.id",
        GroupKind.Outcome => "e.outcome",
        GroupKind.Source => "substring(encode(e.leaf, 'escape') FROM ',\"source\":\"([^\"]*)\"')",
        _ => $"(e.occurred_at / {Add(key.Unit)})::text",
    };

    // What does not lead is looked at in the entry.
    private PageStatement With(EntryFilter rest)
    {
        conditions.AddRange(Conditions(rest with { Range = Everywhere }));
        return this;
    }

    private static readonly IndexRange Everywhere = new(0, long.MaxValue);

    private List<string> Conditions(EntryFilter f) =>
    [
        .. Any(f.Actors, IsActor),
        .. Any(f.ActorTypes, t => $"e.actor_type = {Add(t)}"),
        .. Any(f.Targets, IsTarget),
        .. Any(
            f.TargetTypes,
            t => $"EXISTS (SELECT FROM cairn.targets x WHERE x.log = e.log AND x.idx = e.idx AND x.month = e.month AND x.type = {Add(t)})"),
        .. Any(f.Parties, p => p.Type.Length == 0 ? IsActor(p) : $"{IsActor(p)} OR {IsTarget(p)}"),
        .. Any(f.Actions, IsAction),
        .. Any(f.Categories, c => $"e.category = {Add(c)}"),
        .. Any(f.Outcomes, o => $"e.outcome = {Add(ResultNames.Name(o))}"),
        .. Any(
            f.Networks,
            n => "EXISTS (SELECT FROM cairn.addresses x WHERE x.log = e.log AND x.idx = e.idx AND x.month = e.month "
                + $"AND x.network = {Add(n)})"),
        .. Any<long>(f.From is { } start ? [start] : null, t => $"e.occurred_at >= {Add(t)}"),
        .. Any<long>(f.Until is { } end ? [end] : null, t => $"e.occurred_at < {Add(t)}"),
        .. Any<IndexRange>(f.Range == Everywhere ? null : [f.Range], r => $"e.idx >= {Add(r.From)} AND e.idx < {Add(r.To)}"),
        .. f.Members.SelectMany(m => Any([.. m.Spellings()], s => $"position({Add(s)} IN e.leaf) > 0")),
        .. f.LeftOut.Select(a => $"NOT ({IsAction(a)})"),
        .. f.AllOf.Select(All),
        .. Any(f.AnyOf.Count == 0 ? null : f.AnyOf, All),
        .. f.NoneOf.Select(n => $"{All(n)} IS NOT TRUE"),
    ];

    private static IEnumerable<string> Any<T>(IReadOnlyList<T>? choices, Func<T, string> condition) => choices is null ? []
        : [choices.Count == 0 ? "false" : $"({string.Join(" OR ", choices.Select(condition))})"];

    private string All(EntryFilter f) => Conditions(f) is { Count: > 0 } all ? $"({string.Join(" AND ", all)})" : "true";

    private string IsAction(ActionName a) =>
        a.IsPrefix ? $"e.action >= {Add(a.Text)} AND e.action < {Add(a.End)}" : $"e.action = {Add(a.Text)}";

    private string IsActor(LeafParty actor) =>
        $"e.actor_id {(actor.Id is null ? "IS NULL" : $"= {Add(actor.Id)}")}{OfType(actor)}";

    private string OfType(LeafParty actor) => actor.Type.Length == 0 ? "" : $" AND e.actor_type = {Add(actor.Type)}";

    private string IsTarget(LeafParty target) =>
        "EXISTS (SELECT FROM cairn.targets x WHERE x.log = e.log AND x.idx = e.idx AND x.month = e.month "
        + $"AND x.id = {Add(target.Id ?? "")} AND x.type = {Add(target.Type)})";

    // The first of each index, and of those the first.
    private string First(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length == 1 ? all[0]
            : $"SELECT p.idx, max(p.month), 0::bigint FROM ({string.Join(" UNION ALL ", all.Select(p => $"({p})"))}) AS p (idx, month, at) "
                + $"GROUP BY p.idx ORDER BY p.idx {Order} {limit}";
    }

    private string Order => filter.OldestFirst ? "ASC" : "DESC";

    // One without an id does not lead.
    private string Actor(LeafParty actor) => Entries("actor_id", actor.Id!, OfType(actor));

    // The index has no other outcomes.
    private string Outcome(AuditResult outcome) => Entries("outcome", ResultNames.Name(outcome), " AND e.outcome <> 'success'");

    private string Entries(string column, string value, string more = "")
    {
        var at = Add(value);
        return Along($"(e.{column}, e.idx) >= ({at}, {from}) AND (e.{column}, e.idx) < ({at}, {to}){more}", $"e.{column}", "e.idx");
    }

    private string Period(EntryCursor? after)
    {
        // No index is below the smallest or above the largest: without a cursor the end is not part of the time, and the beginning is.
        var begin = (Time: filter.From ?? long.MinValue, Index: long.MinValue);
        var end = (Time: filter.Until ?? long.MaxValue, Index: long.MinValue);
        if (after is { } cursor)
        {
            _ = filter.OldestFirst ? begin = (cursor.OccurredAt, cursor.Index + 1) : end = (cursor.OccurredAt, cursor.Index);
        }

        var time = "(e.occurred_at, e.idx)";
        return Along(
            $"{time} >= ({Add(begin.Time)}, {Add(begin.Index)}) AND {time} < ({Add(end.Time)}, {Add(end.Index)}) "
            + $"AND e.idx >= {from} AND e.idx < {to}",
            "e.occurred_at",
            "e.idx");
    }

    private string Along(string place, params IEnumerable<string> columns) => $"""
        SELECT e.idx, e.month, e.occurred_at FROM cairn.entries e WHERE e.log = {log} AND {string.Join(" AND ", conditions.Prepend(place))}
        ORDER BY {Sorted(columns)} {limit}
        """;

    // An event may name a target twice: a row an entry.
    private string Target(LeafParty target)
    {
        var (id, type) = (Add(target.Id ?? ""), Add(target.Type));
        return $"""
            SELECT t.idx, min(t.month), 0::bigint FROM cairn.targets t {JoinedTo("t")}
            WHERE t.log = {log} AND (t.id, t.type, t.idx) >= ({id}, {type}, {from}) AND (t.id, t.type, t.idx) < ({id}, {type}, {to})
            GROUP BY t.id, t.type, t.idx ORDER BY {Sorted(["t.id", "t.type", "t.idx"])} {limit}
            """;
    }

    private string Network(long network)
    {
        var at = Add(network);
        return $"""
            SELECT a.idx, a.month, 0::bigint FROM cairn.addresses a {JoinedTo("a")}
            WHERE a.log = {log} AND (a.network, a.idx) >= ({at}, {from}) AND (a.network, a.idx) < ({at}, {to}) ORDER BY {Sorted(["a.network", "a.idx"])} {limit}
            """;
    }

    private string JoinedTo(string row) => conditions.Count == 0 ? ""
        : $"JOIN cairn.entries e ON e.log = {row}.log AND e.idx = {row}.idx AND e.month = {row}.month "
            + $"AND {string.Join(" AND ", conditions)}";

    private string Sorted(IEnumerable<string> columns) => string.Join(", ", columns.Select(c => $"{c} {Order}"));

    private string Add<T>(T value)
    {
        values.Add(Value.Of(value));
        return $"${values.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
