using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>
/// Finds the entries of a page along one index, which every part of the statement names: SQLite's planner chooses nothing, whatever the
/// file says of its tables.
/// </summary>
internal sealed class PageStatement
{
    private readonly List<object?> values = [];
    private readonly List<string> conditions = [];
    private readonly EntryFilter filter;
    private readonly string log;
    private readonly string order;
    private readonly string limit;
    private readonly IndexRange range;

    /// <param name="log">The log.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="after">Behind which entry the page begins; <see langword="null"/>: from the beginning.</param>
    /// <param name="count">How many entries it has at most.</param>
    /// <param name="keys">By what to count the entries instead; <see langword="null"/>: they are not counted.</param>
    public PageStatement(LogIdentity log, EntryFilter filter, EntryCursor? after, long count, IReadOnlyList<GroupKey>? keys = null)
    {
        (this.filter, this.log, order) = (filter, Add(log.Key), filter.OldestFirst ? "ASC" : "DESC");
        limit = $"LIMIT {count.ToString(CultureInfo.InvariantCulture)}";
        range = filter.IsByTime ? filter.Range : filter.RangeBehind(after);
        Sql = keys is null ? Of(after) : Groups(keys);
    }

    /// <summary>
    /// Index and time of each entry, in order; the time counts only in the order of time. Of groups: two keys, how many, the largest index.
    /// </summary>
    public string Sql { get; }

    public void BindTo(SqliteStatement statement)
    {
        for (var i = 0; i < values.Count; i++)
        {
            _ = values[i] switch
            {
                long number => statement.Bind(i + 1, number),
                byte[] bytes => statement.Bind(i + 1, bytes.AsSpan()),
                var text => statement.Bind(i + 1, (string?)text),
            };
        }
    }

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
        EntryLead.Outcomes =>
            With(filter with { Outcomes = null }).First(filter.Outcomes!.Select(o => Entries("outcome", ResultNames.Name(o)))),
        EntryLead.Time => With(filter with { From = null, Until = null }).Period(after),
        _ => With(filter).Along("sqlite_autoindex_entries_1", "", "e.idx"),
    };

    // Along the index that leads, however many there are.
    private string Groups(IReadOnlyList<GroupKey> keys)
    {
        var targets = keys.Any(k => k.Kind == GroupKind.Target);
        return $"SELECT {Key(keys[0])}, {(keys.Count > 1 ? Key(keys[1]) : "NULL")}, count({(
            targets ? "DISTINCT e.idx" : "*")}), max(e.idx) "
            + $"FROM ({Of(null)}) p JOIN entries e INDEXED BY sqlite_autoindex_entries_1 ON e.log = {log} AND e.idx = p.idx"
            + $"{(targets ? " LEFT JOIN targets t ON t.log = e.log AND t.idx = e.idx" : "")} GROUP BY 1{(keys.Count > 1 ? ", 2" : "")}";
    }

    private string Key(GroupKey key) => key.Kind switch
    {
        GroupKind.Category => "e.category",
        GroupKind.Action => "e.action",
        GroupKind.Actor => "e.actor_type || '/' || coalesce(e.actor_id, '')",
        GroupKind.Target => "t.type || '/' || t.id",
        GroupKind.Outcome => "e.outcome",
        GroupKind.Source => $"CASE WHEN instr(e.leaf, {Source}) > 0 THEN CAST(substr({BehindSource}, 1, instr({BehindSource}, x'22') - 1) AS TEXT) END",
        _ => $"CAST(e.occurred_at / {Add(key.Unit)} AS TEXT)",
    };

    private const string Source = "CAST(',\"source\":\"' AS BLOB)";
    private const string BehindSource = $"substr(e.leaf, instr(e.leaf, {Source}) + 11)";

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
        .. Any(f.TargetTypes, t => $"EXISTS (SELECT 1 FROM targets x WHERE x.log = e.log AND x.idx = e.idx AND x.type = {Add(t)})"),
        .. Any(f.Parties, p => p.Type.Length == 0 ? IsActor(p) : $"{IsActor(p)} OR {IsTarget(p)}"),
        .. Any(f.Actions, IsAction),
        .. Any(f.Categories, c => $"e.category = {Add(c)}"),
        .. Any(f.Outcomes, o => $"e.outcome = {Add(ResultNames.Name(o))}"),
        .. Any(
            f.Networks, n => $"EXISTS (SELECT 1 FROM addresses x WHERE x.log = e.log AND x.network = {Add(n)} AND x.idx = e.idx)"),
        .. Any<long>(f.From is { } from ? [from] : null, t => $"e.occurred_at >= {Add(t)}"),
        .. Any<long>(f.Until is { } until ? [until] : null, t => $"e.occurred_at < {Add(t)}"),
        .. Any<IndexRange>(f.Range == Everywhere ? null : [f.Range], r => $"e.idx >= {Add(r.From)} AND e.idx < {Add(r.To)}"),
        .. f.Members.SelectMany(m => Any([.. m.Spellings()], s => $"instr(e.leaf, {Add(s)}) > 0")),
        .. f.LeftOut.Select(a => $"NOT ({IsAction(a)})"),
        .. f.AllOf.Select(All),
        .. Any(f.AnyOf.Count == 0 ? null : f.AnyOf, All),
        .. f.NoneOf.Select(n => $"{All(n)} IS NOT TRUE"),
    ];

    private static IEnumerable<string> Any<T>(IReadOnlyList<T>? choices, Func<T, string> condition) => choices is null ? []
        : [choices.Count == 0 ? "0" : $"({string.Join(" OR ", choices.Select(condition))})"];

    private string All(EntryFilter f) => Conditions(f) is { Count: > 0 } all ? $"({string.Join(" AND ", all)})" : "1";

    private string IsAction(ActionName a) =>
        a.IsPrefix ? $"e.action >= {Add(a.Text)} AND e.action < {Add(a.End)}" : $"e.action = {Add(a.Text)}";

    private string IsActor(LeafParty actor) => $"e.actor_id IS {Add(actor.Id)}{OfType(actor)}";

    private string OfType(LeafParty actor) => actor.Type.Length == 0 ? "" : $" AND e.actor_type = {Add(actor.Type)}";

    private string IsTarget(LeafParty target) =>
        $"EXISTS (SELECT 1 FROM targets x WHERE x.log = e.log AND x.idx = e.idx AND x.id = {Add(target.Id ?? "")} "
        + $"AND x.type = {Add(target.Type)})";

    // The first of each index, and of those the first.
    private string First(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length == 1 ? all[0]
            : $"SELECT idx, max(at) FROM ({string.Join(" UNION ALL ", all.Select(p => $"SELECT * FROM ({p})"))}) GROUP BY idx "
                + $"ORDER BY idx {order} {limit}";
    }

    private string Actor(LeafParty actor) => Entries("actor", "actor_id", actor.Id, OfType(actor));

    private string Entries(string column, string value) => Entries(column, column, value, "");

    private string Entries(string index, string column, string? value, string more) =>
        Along($"entries_by_{index}", $" AND e.{column} = {Add(value)}{more}", "e.idx");

    private string Period(EntryCursor? after)
    {
        var place = $" AND e.occurred_at >= {Add(filter.From ?? long.MinValue)} AND e.occurred_at < {Add(filter.Until ?? long.MaxValue)}";
        if (after is { } cursor)
        {
            var behind = filter.OldestFirst ? ">" : "<";
            var at = Add(cursor.OccurredAt);
            // The first half is for the index.
            place += $" AND e.occurred_at {behind}= {at} AND (e.occurred_at {behind} {at} OR e.idx {behind} {Add(cursor.Index)})";
        }

        return Along("entries_by_time", place, "e.occurred_at", "e.idx");
    }

    private string Along(string index, string place, params ReadOnlySpan<string> columns)
    {
        var all = string.Concat(conditions.Select(c => $" AND {c}"));
        var sorted = string.Join(", ", columns.ToArray().Select(c => $"{c} {order}"));
        return $"SELECT e.idx AS idx, e.occurred_at AS at FROM entries e INDEXED BY {index} WHERE e.log = {log}{place}{InRange("e")}{all} "
            + $"ORDER BY {sorted} {limit}";
    }

    // An event may name a target twice: a row an entry.
    private string Target(LeafParty target) =>
        $"SELECT t.idx AS idx, 0 AS at FROM targets t INDEXED BY targets_by_id WHERE t.log = {log} AND t.id = {Add(target.Id ?? "")} "
        + $"AND t.type = {Add(target.Type)}{InRange("t")}{Has("t")} GROUP BY t.idx ORDER BY t.idx {order} {limit}";

    private string Network(long network) =>
        $"SELECT a.idx AS idx, 0 AS at FROM addresses a INDEXED BY sqlite_autoindex_addresses_1 WHERE a.log = {log} "
        + $"AND a.network = {Add(network)}{InRange("a")}{Has("a")} ORDER BY a.idx {order} {limit}";

    private string Has(string row) => conditions.Count == 0 ? ""
        : $" AND EXISTS (SELECT 1 FROM entries e INDEXED BY sqlite_autoindex_entries_1 WHERE e.log = {row}.log AND e.idx = {row}.idx "
            + $"AND {string.Join(" AND ", conditions)})";

    private string InRange(string row) => $" AND {row}.idx >= {Add(range.From)} AND {row}.idx < {Add(range.To)}";

    private string Add(object? value)
    {
        values.Add(value);
        return $"?{values.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
