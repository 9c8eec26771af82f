using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Reads entries with all that stands beside them: one range scan for each table, put together by index.</summary>
internal static class EntryRows
{
    private const string Range = "WHERE log = ? AND idx >= ? AND idx < ?";

    public static IReadOnlyList<StoredEntry> Read(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        var targets = Targets(database, log, range);
        var disclosures = Disclosures(database, log, range);
        var digests = Digests(database, log, range);
        var entries = new List<StoredEntry>();
        using var rows = Scan(database, log, range, $"""
            SELECT idx, leaf, stored_at, event_id, occurred_at, action, category, actor_type, actor_id, outcome FROM entries {Range} ORDER BY idx
            """);
        while (rows.Read())
        {
            // An index of another type is at no index: FindStraysAsync names it.
            if (rows.IsInteger(0))
            {
                var index = rows.Integer(0);
                entries.Add(new()
                {
                    Index = index,
                    Leaf = rows.Blob(1),
                    StoredAt = rows.Integer(2),
                    Columns = Columns(rows),
                    Targets = targets.GetValueOrDefault(index) ?? [],
                    Disclosures = disclosures.GetValueOrDefault(index) ?? [],
                    EventDigest = digests.TryGetValue(index, out var digest) ? digest : ReadOnlyMemory<byte>.Empty,
                });
            }
        }

        return entries;
    }

    public static long? Find(SqliteDatabase database, LogIdentity log, Guid eventId)
    {
        using var row = database.Prepare("SELECT idx FROM entries WHERE log = ? AND event_id = ?").Bind(1, log.Key).Bind(2, eventId.ToByteArray(bigEndian: true));
        return row.Read() ? row.Integer(0) : null;
    }

    private static SearchColumns Columns(SqliteStatement row) => new(
        row.Blob(3) is { Length: 16 } id ? new(id, bigEndian: true) : Guid.Empty,
        row.Integer(4),
        row.Text(5) ?? "",
        row.Text(6) ?? "",
        row.Text(7) ?? "",
        row.Text(8),
        row.Text(9) ?? "");

    private static Dictionary<long, List<StoredTarget>> Targets(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = Scan(database, log, range, $"SELECT idx, n, type, id FROM targets {Range} ORDER BY idx, n");
        return ByIndex(rows, r => new StoredTarget(r.Integer(1) is >= 0 and <= int.MaxValue and var n ? (int)n : -1, r.Text(2) ?? "", r.Text(3) ?? ""));
    }

    private static Dictionary<long, List<StoredDisclosure>> Disclosures(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = Scan(database, log, range, $"SELECT idx, name, subject, class, key_id, body FROM disclosures {Range} ORDER BY idx, {Listed}, subject");
        return ByIndex(rows, r => new StoredDisclosure(
            r.Text(1) ?? "", r.Text(2) is { Length: > 0 } subject ? subject : null, r.Text(3) ?? "", r.Integer(4), r.Blob(5)));
    }

    // The specification's order of the groups; what is no group comes last.
    private static readonly string Listed = string.Concat(
        ["CASE name", .. DisclosureGroup.All.Select((name, i) => $" WHEN '{name}' THEN {(char)('0' + i)}"), " ELSE 9 END"]);

    private static Dictionary<long, ReadOnlyMemory<byte>?> Digests(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        var digests = new Dictionary<long, ReadOnlyMemory<byte>?>();
        using var rows = Scan(database, log, range, $"SELECT idx, digest FROM replays {Range}");
        while (rows.Read())
        {
            digests[rows.Integer(0)] = rows.IsNull(1) ? null : (ReadOnlyMemory<byte>?)rows.Blob(1);
        }

        return digests;
    }

    private static SqliteStatement Scan(SqliteDatabase database, LogIdentity log, IndexRange range, string sql) =>
        database.Prepare(sql).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To);

    private static Dictionary<long, List<T>> ByIndex<T>(SqliteStatement rows, Func<SqliteStatement, T> row)
    {
        var found = new Dictionary<long, List<T>>();
        while (rows.Read())
        {
            if (!found.TryGetValue(rows.Integer(0), out var list))
            {
                found.Add(rows.Integer(0), list = []);
            }

            list.Add(row(rows));
        }

        return found;
    }
}
