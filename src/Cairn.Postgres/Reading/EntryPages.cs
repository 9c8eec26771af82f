using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Pages of entries by what their search columns say, and how many there are. A page costs the same wherever it begins, as long as the
/// index that leads has little else; what else the filter asks is looked at entry by entry.
/// </summary>
internal sealed class EntryPages(PostgresDatabase database, EntryRows entries)
{
    // From one action to the next along the index, however many entries each has.
    private const string ActionsSql = """
        WITH RECURSIVE hop(action) AS (
          (SELECT e.action FROM cairn.entries e WHERE e.log = $1 AND e.action >= $2 ORDER BY e.action LIMIT 1)
          UNION ALL
          SELECT (SELECT e.action FROM cairn.entries e WHERE e.log = $1 AND e.action > hop.action ORDER BY e.action LIMIT 1) FROM hop WHERE hop.action < $3)
        SELECT action FROM hop WHERE action < $3 LIMIT $4
        """;

    private const string TargetTypesSql = """
        WITH RECURSIVE hop(type) AS (
          (SELECT t.type FROM cairn.targets t WHERE t.log = $1 AND t.id = $2 ORDER BY t.type LIMIT 1)
          UNION ALL
          SELECT (SELECT t.type FROM cairn.targets t WHERE t.log = $1 AND t.id = $2 AND t.type > hop.type ORDER BY t.type LIMIT 1) FROM hop WHERE hop.type IS NOT NULL)
        SELECT type FROM hop WHERE type IS NOT NULL LIMIT $3
        """;

    // The planner takes a comparison of rows for rarely true, and would read all there is, sort it and throw it away but for a page.
    private static readonly string[] AlongTheIndex =
        [
            "SET LOCAL enable_sort = off",
            "SET LOCAL enable_incremental_sort = off",
            "SET LOCAL enable_seqscan = off",
            "SET LOCAL enable_bitmapscan = off",
            "SET LOCAL jit = off"
        ];

    private static readonly string[] AsThePlannerLikes = ["SET LOCAL enable_seqscan = on", "SET LOCAL work_mem = '64MB'"];

    public async Task<EntryPage> ReadAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (filter.IsEmpty)
        {
            return EntryPage.Empty;
        }

        var statement = new PageStatement(log, filter, after, count);
        var found = await RunAsync(
            log,
            statement.Sql,
            statement.Values,
            r => (Index: r.Integer(0), Month: r.Small(1), At: r.Integer(2)),
            cancellationToken).ConfigureAwait(false);
        var page = await entries.ReadAsync(
            log, [.. found.Select(f => f.Index)], [.. found.Select(f => f.Month)], cancellationToken).ConfigureAwait(false);
        var places = found.Select((f, at) => (f.Index, at)).ToDictionary(p => p.Index, p => p.at);
        return new([.. page.OrderBy(e => places[e.Index])], found.Count == count ? new(found[^1].Index, found[^1].At) : null);
    }

    public async Task<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
        {
            return 0;
        }

        var statement = new PageStatement(log, filter, null, most);
        return (await RunAsync(
            log,
            $"SELECT count(*) FROM ({statement.Sql}) AS found",
            statement.Values,
            r => r.Integer(0),
            cancellationToken).ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<string>> ActionsAsync(LogIdentity log, string prefix, int most, CancellationToken cancellationToken) =>
        await RunAsync(
            log,
            ActionsSql,
            [Value.Of(log.Key), Value.Of(prefix), Value.Of(prefix + "\x7f"), Value.Of((long)most)],
            r => r.Text(0),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<string>> TargetTypesAsync(LogIdentity log, string id, int most, CancellationToken cancellationToken) =>
        await RunAsync(
            log,
            TargetTypesSql,
            [Value.Of(log.Key), Value.Of(id), Value.Of((long)most)],
            r => r.Text(0),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<StoredGroup>> GroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
        {
            return [];
        }

        var statement = new PageStatement(log, filter, null, long.MaxValue, keys);
        return await RunAsync(
            log,
            statement.Sql,
            statement.Values,
            r => new StoredGroup(r.TextOrNull(0), r.TextOrNull(1), r.Integer(2), r.Integer(3)),
            cancellationToken,
            filter.Lead is EntryLead.Log or EntryLead.Time ? AsThePlannerLikes : AlongTheIndex).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<T>> RunAsync<T>(
        LogIdentity log,
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        string[]? settings = null)
    {
        var batch = new ReadBatch(log.Tenant);
        foreach (var setting in settings ?? AlongTheIndex)
        {
            batch.Add(setting);
        }

        batch.Add(sql, values);
        return await database.RunAsync(
            connection => batch.RunAsync(connection, row => BesideRows.AllAsync(row, read, cancellationToken), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
