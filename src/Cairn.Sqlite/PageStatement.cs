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
    public PageStatement(LogIdentity log, EntryFilter filter, EntryCursor? after, long count)
    {
        (this.filter, this.log, order) = (filter, Add(log.Key), filter.OldestFirst ? "ASC" : "DESC");
        limit = $"LIMIT {count.ToString(CultureInfo.InvariantCulture)}";
        range = filter.IsByTime ? filter.Range : filter.RangeBehind(after);
        Sql = Of(after);
    }

    /// <summary>Index and time of each entry, in order; the time counts only in the order of time.</summary>
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
            With(filter with { Parties = null }).Any([.. filter.Parties!.Select(Actor), .. filter.Parties!.Select(Target)]),
        EntryLead.Networks => With(filter with { Networks = null }).Any(filter.Networks!.Select(Network)),
        EntryLead.Targets => With(filter with { Targets = null }).Any(filter.Targets!.Select(Target)),
        EntryLead.Actors => With(filter with { Actors = null }).Any(filter.Actors!.Select(Actor)),
        EntryLead.Actions => With(filter with { Actions = null }).Any(filter.Actions!.Select(a => Entries("action", a.Text))),
        EntryLead.Categories => With(filter with { Categories = null }).Any(filter.Categories!.Select(c => Entries("category", c))),
        EntryLead.Outcomes =>
            With(filter with { Outcomes = null }).Any(filter.Outcomes!.Select(o => Entries("outcome", ResultNames.Name(o)))),
        EntryLead.Time => With(filter with { From = null, Until = null }).Period(after),
        _ => With(filter).Along("sqlite_autoindex_entries_1", "", "e.idx"),
    };

    // What does not lead is looked at in the entry.
    private PageStatement With(EntryFilter rest)
    {
        Must(rest.Actors, IsActor);
        Must(rest.Targets, IsTarget);
        Must(rest.Parties, p => $"{IsActor(p)} OR {IsTarget(p)}");
        Must(rest.Actions, a => a.IsPrefix ? $"e.action >= {Add(a.Text)} AND e.action < {Add(a.End)}" : $"e.action = {Add(a.Text)}");
        Must(rest.Categories, c => $"e.category = {Add(c)}");
        Must(rest.Outcomes, o => $"e.outcome = {Add(ResultNames.Name(o))}");
        Must(rest.Networks, n => $"EXISTS (SELECT 1 FROM addresses x WHERE x.log = e.log AND x.network = {Add(n)} AND x.idx = e.idx)");
        Must<long>(rest.From is { } from ? [from] : null, f => $"e.occurred_at >= {Add(f)}");
        Must<long>(rest.Until is { } until ? [until] : null, u => $"e.occurred_at < {Add(u)}");
        foreach (var member in rest.Members)
        {
            Must([.. member.Spellings()], s => $"instr(e.leaf, {Add(s)}) > 0");
        }

        return this;
    }

    private void Must<T>(IReadOnlyList<T>? choices, Func<T, string> condition)
    {
        if (choices is not null)
        {
            conditions.Add(choices.Count == 0 ? "0" : $"({string.Join(" OR ", choices.Select(condition))})");
        }
    }

    private string IsActor(LeafParty actor) => $"e.actor_id IS {Add(actor.Id)} AND e.actor_type = {Add(actor.Type)}";

    private string IsTarget(LeafParty target) =>
        $"EXISTS (SELECT 1 FROM targets x WHERE x.log = e.log AND x.idx = e.idx AND x.id = {Add(target.Id ?? "")} "
        + $"AND x.type = {Add(target.Type)})";

    // The first of each index, and of those the first.
    private string Any(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length == 1 ? all[0]
            : $"SELECT idx, max(at) FROM ({string.Join(" UNION ALL ", all.Select(p => $"SELECT * FROM ({p})"))}) GROUP BY idx "
                + $"ORDER BY idx {order} {limit}";
    }

    private string Actor(LeafParty actor) => Entries("actor", "actor_id", actor.Id, $" AND e.actor_type = {Add(actor.Type)}");

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
