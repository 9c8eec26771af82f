using System.Globalization;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Finds rows that stand in the partition of another month. Along a log, months and indexes ascend together: so the first and the last
/// entry of a month show whether all between them belong there, and what stands beside entries must lie between those two. Only a month
/// that is suspicious is read.
/// </summary>
internal sealed class MonthEnds(NpgsqlConnection connection, LogIdentity log, long size)
{
    private const string Words = "is in the partition of another month";

    private const string MonthsSql = """
        SELECT c.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'cairn.entries'::regclass
        """;

    private static readonly string[] Beside = ["targets", "disclosures", "addresses"];

    /// <summary>Adds what it finds, at most a thousand.</summary>
    public async Task FindAsync(List<StoreFlaw> strays, CancellationToken cancellationToken)
    {
        var months = new List<int>();
        await connection.RowsAsync(MonthsSql, [], r => months.Add(MonthOf(r.Text(0))), cancellationToken).ConfigureAwait(false);
        months.RemoveAll(m => m <= 0);
        foreach (var sql in await SuspicionsAsync(months, cancellationToken).ConfigureAwait(false))
        {
            await connection.RowsAsync(
                sql,
                [Value.Of(log.Key), Value.Of(size), Value.Of(1000L - strays.Count)],
                r => strays.Add(new(r.Text(0), r.Integer(1), Words)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is left to read: always Cairn's own partition, which is small.</summary>
    private async Task<List<string>> SuspicionsAsync(List<int> months, CancellationToken cancellationToken)
    {
        var suspicions = new List<string> { OwnElsewhere, OthersAmongOwn };
        suspicions.AddRange(Beside.Select(table => Detail(table, 0)));
        if (months.Count == 0)
        {
            return suspicions;
        }

        await connection.RowsAsync(
            string.Join(" UNION ALL ", months.Select(Ends)),
            [Value.Of(log.Key)],
            r =>
            {
                var month = r.Small(0);
                if (r.IsDBNull(1) ? false : !r.GetBoolean(3))
                {
                    suspicions.Add(EntriesOf(month));
                }

                for (var i = 0; i < Beside.Length; i++)
                {
                    if (!r.IsDBNull(4 + (2 * i))
                        && (r.IsDBNull(1) || r.Integer(4 + (2 * i)) < r.Integer(1) || r.Integer(5 + (2 * i)) > r.Integer(2)))
                    {
                        suspicions.Add(Detail(Beside[i], month));
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        return suspicions;
    }

    private const string OwnElsewhere = """
        SELECT 'entries', idx FROM cairn.entries WHERE log = $1 AND action >= 'cairn.' AND action < 'cairn/' AND month <> 0 AND idx >= 0 AND idx < $2 LIMIT $3
        """;

    private const string OthersAmongOwn =
        "SELECT 'entries', idx FROM cairn.entries WHERE log = $1 AND month = 0 AND NOT starts_with(action, 'cairn.') "
        + "AND idx >= 0 AND idx < $2 LIMIT $3";

    // A literal month: its partition alone is planned and looked at.
    private static string Ends(int month) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT {month}, e.first, e.last, (SELECT bool_and({Belongs(month)}) FROM cairn.entries x WHERE x.log = $1 AND x.month = {month} AND x.idx IN (e.first, e.last)),
          t.first, t.last, d.first, d.last, a.first, a.last
        FROM (SELECT min(idx) AS first, max(idx) AS last FROM cairn.entries WHERE log = $1 AND month = {month}) e,
          (SELECT min(idx) AS first, max(idx) AS last FROM cairn.targets WHERE log = $1 AND month = {month}) t,
          (SELECT min(idx) AS first, max(idx) AS last FROM cairn.disclosures WHERE log = $1 AND month = {month}) d,
          (SELECT min(idx) AS first, max(idx) AS last FROM cairn.addresses WHERE log = $1 AND month = {month}) a
        """);

    private static string EntriesOf(int month) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT 'entries', x.idx FROM cairn.entries x WHERE x.log = $1 AND x.month = {month} AND NOT ({Belongs(month)}) "
        + $"AND x.idx >= 0 AND x.idx < $2 LIMIT $3");

    private static string Detail(string table, int month) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT DISTINCT '{table}', t.idx FROM cairn.{table} t WHERE t.log = $1 AND t.month = {month} AND t.idx >= 0 AND t.idx < $2
          AND NOT EXISTS (SELECT FROM cairn.entries e WHERE e.log = $1 AND e.idx = t.idx AND e.month = {month})
          AND EXISTS (SELECT FROM cairn.entries e WHERE e.log = $1 AND e.idx = t.idx) LIMIT $3
        """);

    private static string Belongs(int month)
    {
        var start = new DateTimeOffset(month / 100, month % 100, 1, 0, 0, 0, TimeSpan.Zero);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"x.stored_at >= {RfcTime.ToMicroseconds(start)} AND x.stored_at < {RfcTime.ToMicroseconds(start.AddMonths(1))}");
    }

    // A partition with another name is named by CheckSchemaAsync.
    private static int MonthOf(string partition) =>
        int.TryParse(partition.AsSpan(partition.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
        && month is >= 197001 and <= 999911
        && month % 100 is >= 1 and <= 12
            ? month : 0;
}
