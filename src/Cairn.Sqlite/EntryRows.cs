using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Reads entries with all that stands beside them: one range scan for each table, put together by index.</summary>
internal static class EntryRows
{
    private const string Range = "WHERE log = ? AND idx >= ? AND idx < ?";

    public static IReadOnlyList<StoredEntry> Read(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        range = Existing(database, log, range);
        var targets = Targets(database, log, range);
        var disclosures = Disclosures(database, log, range);
        var digests = Digests(database, log, range);
        var networks = Networks(database, log, range);
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
                    Targets = targets[index - range.From] ?? [],
                    Disclosures = InOrder(disclosures[index - range.From]),
                    Network = networks[index - range.From],
                    EventDigest = digests[index - range.From].Digest,
                    ReplayKeyId = digests[index - range.From].KeyId,
                });
            }
        }

        return entries;
    }

    // A caller may ask for as many indexes as there are numbers; places are made only for those that exist.
    private static IndexRange Existing(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var last = database.Prepare("SELECT idx FROM entries WHERE log = ? AND idx < ? ORDER BY idx DESC LIMIT 1")
            .Bind(1, log.Key)
            .Bind(2, range.To);
        return last.Read() && last.Near(0) >= range.From ? range with { To = last.Near(0) + 1 } : range with { To = range.From };
    }

    public static long? Find(SqliteDatabase database, LogIdentity log, Guid eventId)
    {
        using var row = database.Prepare("SELECT idx FROM entries WHERE log = ? AND event_id = ?")
            .Bind(1, log.Key)
            .Bind(2, eventId.ToByteArray(bigEndian: true));
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

    private static StoredTarget[]?[] Targets(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = Scan(database, log, range, $"SELECT idx, n, type, id FROM targets {Range} ORDER BY idx, n");
        return ByIndex(rows, range, r => new StoredTarget(
            r.IsInteger(0) && r.Integer(1) is >= 0 and <= int.MaxValue and var n ? (int)n : -1, r.Text(2) ?? "", r.Text(3) ?? ""));
    }

    private static StoredDisclosure[]?[] Disclosures(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = Scan(
            database,
            log,
            range,
            $"SELECT idx, name, subject, class, key_id, body, digest FROM disclosures {Range} ORDER BY idx, name, subject");
        return ByIndex(rows, range, r => new StoredDisclosure(
            r.Text(1) ?? "",
            r.Text(2) is { Length: > 0 } subject ? subject : null,
            r.Text(3) ?? "",
            r.IsInteger(0) ? r.Integer(4) : -1,
            r.Blob(5)) { Digest = r.Text(6) });
    }

    // The specification's order of the groups, which is not the key's; what is no group comes last. Insertion: there are two or three.
    private static StoredDisclosure[] InOrder(StoredDisclosure[]? listed)
    {
        for (var i = 1; i < listed?.Length; i++)
        {
            for (var n = i; n > 0 && DisclosureGroup.PlaceOf(listed[n - 1].Name) > DisclosureGroup.PlaceOf(listed[n].Name); n--)
            {
                (listed[n - 1], listed[n]) = (listed[n], listed[n - 1]);
            }
        }

        return listed ?? [];
    }

    // Empty: there is no row, or one at a fraction of an index.
    private static (ReadOnlyMemory<byte>? Digest, int KeyId)[] Digests(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        var digests = new (ReadOnlyMemory<byte>? Digest, int KeyId)[range.To - range.From];
        Array.Fill(digests, (ReadOnlyMemory<byte>.Empty, 0));
        using var rows = Scan(database, log, range, $"SELECT idx, digest, key_id FROM replays {Range}");
        while (rows.Read())
        {
            digests[rows.Near(0) - range.From] = (
                !rows.IsInteger(0) ? ReadOnlyMemory<byte>.Empty : rows.IsNull(1) ? null : (ReadOnlyMemory<byte>?)rows.Blob(1),
                rows.Small(2));
        }

        return digests;
    }

    // A second row of an entry, and one at a fraction of an index, make it one that is never right.
    private static StoredNetwork?[] Networks(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        var networks = new StoredNetwork?[range.To - range.From];
        using var rows = Scan(database, log, range, $"SELECT idx, network, key_id FROM addresses INDEXED BY addresses_by_entry {Range}");
        while (rows.Read())
        {
            ref var network = ref networks[rows.Near(0) - range.From];
            network = network is null && rows.IsInteger(0) && rows.IsInteger(1) ? new(rows.Near(1), rows.Small(2)) : new(0, -1);
        }

        return networks;
    }

    private static SqliteStatement Scan(SqliteDatabase database, LogIdentity log, IndexRange range, string sql) =>
        database.Prepare(sql).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To);

    // A row at a fraction of an index comes with the entry below it, marked by a number that none has, and is found there.
    private static T[]?[] ByIndex<T>(SqliteStatement rows, IndexRange range, Func<SqliteStatement, T> row)
    {
        var found = new T[]?[range.To - range.From];
        var (together, at) = (new List<T>(), 0L);
        while (rows.Read())
        {
            var next = rows.Near(0) - range.From;
            if (next != at && together.Count > 0)
            {
                Put(together, ref found[at]);
            }

            at = next;

            together.Add(row(rows));
        }

        if (together.Count > 0)
        {
            Put(together, ref found[at]);
        }

        return found;
    }

    // Behind those of the index that were put there before: an altered file need not keep its rows in order.
    private static void Put<T>(List<T> together, ref T[]? found)
    {
        found = found is null ? [.. together] : [.. found, .. together];
        together.Clear();
    }
}
