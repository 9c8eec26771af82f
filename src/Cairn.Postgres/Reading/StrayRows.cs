using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Finds rows of a log that belong to none of its entries, or stand in the partition of another month.</summary>
internal sealed class StrayRows(PostgresDatabase database, LogIdentity log)
{
    private const int Limit = 1000;
    private static readonly string Beyond = Quoted(StrayWords.Beyond);
    private static readonly string AtNoEntry = Quoted(StrayWords.AtNoEntry);

    private const string HeadSql =
        "SELECT size, (SELECT count(*) FROM cairn.entries WHERE log = $1), (SELECT count(*) FROM cairn.replays WHERE log = $1) "
        + "FROM cairn.heads WHERE log = $1";

    private static readonly (string Table, string Index)[] ByIndex =
        [
            ("entries", "idx"), ("targets", "idx"), ("disclosures", "idx"), ("addresses", "idx"), ("manifests", "idx"),
            ("directory", "first_idx"), ("aliases", "first_idx")
        ];

    // Ends of an index each, in each partition.
    private static readonly string BeyondSql = string.Join(" UNION ALL ", ByIndex.Select(t =>
        $"(SELECT '{t.Table}', {t.Index}, {Beyond} FROM cairn.{t.Table} WHERE log = $1 AND ({t.Index} < 0 "
        + $"OR {t.Index} >= $2) GROUP BY 2 LIMIT $3)"));

    private static readonly string AtNoEntrySql = string.Join(
        " UNION ALL ",
        ((string[])["targets", "disclosures", "addresses", "manifests"]).Select(t =>
            $"(SELECT '{t}', t.idx, {AtNoEntry} FROM cairn.{t} t WHERE t.log = $1 AND t.idx >= 0 AND t.idx < $2 "
            + "AND NOT EXISTS (SELECT FROM cairn.entries e WHERE e.log = $1 AND e.idx = t.idx) GROUP BY 2 LIMIT $3)"));

    private static readonly string ReplaysSql = $"""
        SELECT 'replays', r.idx, CASE WHEN r.idx >= 0 AND r.idx < $2 THEN {AtNoEntry} ELSE {Beyond} END FROM cairn.replays r
        WHERE r.log = $1 AND NOT EXISTS (SELECT FROM cairn.entries e WHERE e.log = $1 AND e.idx = r.idx AND e.event_id = r.event_id) LIMIT $3
        """;

    // Of size >> 8·level hashes there are in a level, a tile holds 256. Its rows follow each other: a reader believes none behind a gap.
    private const string TilesSql = """
        SELECT level, idx, is_tile FROM (
          SELECT level, idx, at, lag(at + length(hashes) / 32, 1, 0) OVER (PARTITION BY level, idx ORDER BY at) AS ends,
            level BETWEEN 0 AND 7 AND idx >= 0 AND idx < (($2 >> (8 * level)) + 255) >> 8 AS is_tile FROM cairn.tiles WHERE log = $1) t
        WHERE NOT is_tile OR at <> ends LIMIT $3
        """;

    public Task<IReadOnlyList<StoreFlaw>> FindAsync(CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                return await FindAsync(connection, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private async Task<IReadOnlyList<StoreFlaw>> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var strays = new List<StoreFlaw>();
        await connection.RowsAsync(ReadBatch.SetTenant(log.Tenant), [], _ => { }, cancellationToken).ConfigureAwait(false);
        var (size, isWhole) = (0L, false);
        await connection.RowsAsync(
            HeadSql,
            [Value.Of(log.Key)],
            r => (size, isWhole) = (r.Integer(0), r.Integer(0) == r.Integer(1) && r.Integer(0) == r.Integer(2)),
            cancellationToken).ConfigureAwait(false);
        await AddAsync(BeyondSql).ConfigureAwait(false);
        await new MonthEnds(connection, log, size).FindAsync(strays, cancellationToken).ConfigureAwait(false);

        // With an entry and an event id for every index, no row below the size is at none: reading all of them to learn that is spared.
        if (strays.Count > 0 || !isWhole)
        {
            await AddAsync(AtNoEntrySql).ConfigureAwait(false);
            await AddAsync(ReplaysSql).ConfigureAwait(false);
        }

        await connection.RowsAsync(
            TilesSql,
            Values(),
            r => strays.Add(OfTile(new(r.Small(0), r.Integer(1)), r.GetBoolean(2))),
            cancellationToken).ConfigureAwait(false);
        return strays;

        Task AddAsync(string sql) =>
            connection.RowsAsync(sql, Values(), r => strays.Add(new(r.Text(0), r.Integer(1), r.Text(2))), cancellationToken);

        NpgsqlParameter[] Values() => [Value.Of(log.Key), Value.Of(size), Value.Of((long)(Limit - strays.Count))];
    }

    private static StoreFlaw OfTile(TileId tile, bool isTile) =>
        new(
            "tiles",
            tile.Index,
            isTile ? $"level {tile.Level} has hashes there that do not begin where those before them end" : StrayWords.OfNoTile(tile));

    private static string Quoted(string words) => $"'{words.Replace("'", "''", StringComparison.Ordinal)}'";
}
