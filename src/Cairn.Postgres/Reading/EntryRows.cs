using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Reads entries with all that stands beside them. Which months they are in is asked first; the partitions of other months are then left
/// alone. The months of the last answer are guessed right nearly always, and one round trip is enough.
/// </summary>
internal sealed class EntryRows(PostgresDatabase database)
{
    private const string MonthsSql = "SELECT cairn.months_of($1, $2, $3)";

    private static readonly string[] InRange =
        Statements(table => $"(SELECT * FROM cairn.{table} WHERE log = $1 AND idx >= $2 AND idx < $3 AND month = ANY ($4)) AS e");

    // Each place is looked up in its month alone; the partitions of other months are not even planned for.
    private static readonly string[] Listed = Statements(table => $"""
        unnest($2, $3) AS u(idx, month) CROSS JOIN LATERAL (
          SELECT * FROM cairn.{table} x WHERE x.log = $1 AND x.idx = u.idx AND x.month = u.month AND x.month = ANY ($4) OFFSET 0) AS e
        """);

    // A guess and no more; any thread may overwrite it.
    private volatile int[] lastMonths = [];

    public async Task<IReadOnlyList<StoredEntry>> ReadAsync(LogIdentity log, IndexRange range, CancellationToken cancellationToken)
    {
        var guess = lastMonths;
        var (months, entries) = await ReadAsync(log, range, guess, cancellationToken).ConfigureAwait(false);
        if (!months.All(guess.Contains))
        {
            (_, entries) = await ReadAsync(log, range, months, cancellationToken).ConfigureAwait(false);
        }

        lastMonths = months.Length > 0 ? months : guess;
        return entries;
    }

    /// <summary>The entries at these indexes, each with its month, ascending.</summary>
    public Task<IReadOnlyList<StoredEntry>> ReadAsync(LogIdentity log, long[] indexes, int[] months, CancellationToken cancellationToken)
    {
        var batch = new ReadBatch(log.Tenant);
        int[] distinct = [.. months.Distinct()];
        foreach (var sql in Listed)
        {
            batch.Add(sql, Value.Of(log.Key), Value.Of(indexes), Value.Of(months), Value.Of(distinct));
        }

        return database.RunAsync(
            connection => batch.RunAsync(connection, row => PutTogetherAsync(row, cancellationToken), cancellationToken),
            cancellationToken);
    }

    // Entries, targets, disclosures, addresses. The digests by LATERAL … LIMIT 1: by their whole key, row by row, whatever the planner
    // believes to know of the log.
    private static string[] Statements(Func<string, string> rows) =>
    [
        $"""
        SELECT e.idx, e.leaf, e.stored_at, e.event_id, e.occurred_at, e.action, e.category, e.actor_type, e.actor_id, e.outcome, r.idx IS NOT NULL, r.digest, r.key_id
        FROM {rows("entries")}
        LEFT JOIN LATERAL (SELECT k.idx, k.digest, k.key_id FROM cairn.replays k WHERE k.log = $1 AND k.event_id = e.event_id LIMIT 1) r ON r.idx = e.idx ORDER BY e.idx
        """,
        $"SELECT e.idx, e.n, e.type, e.id FROM {rows("targets")} ORDER BY e.idx, e.n",
        $"SELECT e.idx, e.name, e.subject, e.class, e.key_id, e.body, e.digest FROM {rows("disclosures")} "
        + "ORDER BY e.idx, e.name, e.subject",
        $"SELECT e.idx, e.network, e.key_id FROM {rows("addresses")} ORDER BY e.idx",
    ];

    private Task<(int[] Months, IReadOnlyList<StoredEntry> Entries)> ReadAsync(
        LogIdentity log,
        IndexRange range,
        int[] months,
        CancellationToken cancellationToken)
    {
        NpgsqlParameter[] Values(params ReadOnlySpan<NpgsqlParameter> more) =>
            [Value.Of(log.Key), Value.Of(range.From), Value.Of(range.To), .. more];
        var batch = new ReadBatch(log.Tenant).Add(MonthsSql, Values());
        foreach (var sql in InRange)
        {
            batch.Add(sql, Values(Value.Of(months)));
        }

        return database.RunAsync(
            connection => batch.RunAsync(
                connection,
                async row =>
                {
                    await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                    var found = row.GetFieldValue<int[]>(0);
                    await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    return (found, await PutTogetherAsync(row, cancellationToken).ConfigureAwait(false));
                },
                cancellationToken),
            cancellationToken);
    }

    // All of them come ascending by index.
    private static async Task<IReadOnlyList<StoredEntry>> PutTogetherAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var entries = new List<StoredEntry>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            entries.Add(Entry(row));
        }

        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await BesideAsync(
            row,
            entries,
            r => new StoredTarget(r.Small(1), r.Text(2), r.Text(3)),
            (e, found) => e with { Targets = found },
            cancellationToken).ConfigureAwait(false);
        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await BesideAsync(
            row, entries, Disclosure, (e, found) => e with { Disclosures = InOrder(found) }, cancellationToken).ConfigureAwait(false);
        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await BesideAsync(
            row,
            entries,
            r => new StoredNetwork(r.Integer(1), r.Small(2)),
            (e, found) => e with { Network = found[0] },
            cancellationToken).ConfigureAwait(false);
        return entries;
    }

    private static async Task BesideAsync<T>(
        NpgsqlDataReader row,
        List<StoredEntry> entries,
        Func<NpgsqlDataReader, T> read,
        Func<StoredEntry, List<T>, StoredEntry> put,
        CancellationToken cancellationToken)
    {
        var (at, found) = (0, new List<T>());
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var index = row.Integer(0);
            for (; at < entries.Count && entries[at].Index < index; at++)
            {
                Put();
            }

            if (at < entries.Count && entries[at].Index == index)
            {
                found.Add(read(row));
            }
        }

        if (at < entries.Count)
        {
            Put();
        }

        void Put()
        {
            if (found.Count > 0)
            {
                entries[at] = put(entries[at], found);
                found = [];
            }
        }
    }

    private static StoredEntry Entry(NpgsqlDataReader row) => new()
    {
        Index = row.Integer(0),
        Leaf = row.Bytes(1),
        StoredAt = row.Integer(2),
        Columns = new(row.Id(3), row.Integer(4), row.Text(5), row.Text(6), row.Text(7), row.TextOrNull(8), row.Text(9)),
        ReplayKeyId = row.IsDBNull(12) ? 0 : row.GetInt32(12),
        EventDigest = !row.GetBoolean(10) ? ReadOnlyMemory<byte>.Empty : row.IsDBNull(11) ? null : (ReadOnlyMemory<byte>?)row.Bytes(11),
    };

    private static StoredDisclosure Disclosure(NpgsqlDataReader row) =>
        new(row.Text(1), row.Text(2) is { Length: > 0 } subject ? subject : null, row.Text(3), row.Integer(4), row.Bytes(5))
        {
            Digest = row.TextOrNull(6)
        };

    // The specification's order of the groups; what is no group comes last. Insertion: there are two or three.
    private static List<StoredDisclosure> InOrder(List<StoredDisclosure> listed)
    {
        for (var i = 1; i < listed.Count; i++)
        {
            for (var n = i; n > 0 && Rank(listed[n - 1]) > Rank(listed[n]); n--)
            {
                (listed[n - 1], listed[n]) = (listed[n], listed[n - 1]);
            }
        }

        return listed;
    }

    private static uint Rank(StoredDisclosure disclosure) => (uint)Array.IndexOf(DisclosureGroup.All, disclosure.Name);
}
