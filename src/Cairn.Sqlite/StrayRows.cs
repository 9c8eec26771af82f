using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Finds rows of a log that belong to none of its entries.</summary>
internal static class StrayRows
{
    private const int Limit = 1000;

    private static readonly (string Table, string Index)[] ByIndex =
        [
            ("entries", "idx"), ("targets", "idx"), ("disclosures", "idx"), ("replays", "idx"), ("addresses", "idx"), ("manifests", "idx"),
            ("directory", "first_idx"), ("aliases", "first_idx")
        ];

    // Read whole for fractions; those of the others show with their entries.
    private static readonly (string Table, string Index)[] Small =
        [("manifests", "idx"), ("directory", "first_idx"), ("aliases", "first_idx")];

    private static readonly string[] BesideEntries = ["targets", "disclosures", "replays", "addresses", "manifests"];

    public static IReadOnlyList<StoreFlaw> Find(SqliteDatabase database, LogIdentity log)
    {
        var size = HeadRow.Read(database, log).Size;
        var strays = new List<StoreFlaw>();
        foreach (var (table, index) in ByIndex)
        {
            // Ranges of an index each. Text and blobs come behind every number; a fraction between two indexes shows at the entry below it.
            Add(strays, table, StrayWords.Beyond, database, log.Key, size, $"""
                SELECT DISTINCT {index} FROM (SELECT {index} FROM {table} WHERE log = ?1 AND {index} < 0 UNION ALL SELECT {index} FROM {table} WHERE log = ?1
                AND {index} >= ?2 UNION ALL SELECT {index} FROM {table} WHERE log = ?1 AND {index} IS NULL) LIMIT ?3
                """);
        }

        foreach (var (table, index) in Small)
        {
            Add(
                strays,
                table,
                StrayWords.Beyond,
                database,
                log.Key,
                size,
                $"SELECT {index} FROM {table} WHERE log = ?1 AND {index} >= 0 AND {index} < ?2 AND typeof({index}) <> 'integer' LIMIT ?3");
        }

        if (strays.Count > 0 || !IsWhole(database, log.Key, size))
        {
            AtNoEntry(strays, database, log.Key, size);
        }

        Tiles(strays, database, log.Key, size);
        return strays;
    }

    // With an entry at every index, no row below the size is at none: reading all of them to learn that is spared.
    private static bool IsWhole(SqliteDatabase database, long log, long size)
    {
        using var count = database.Prepare("SELECT count(*) FROM entries WHERE log = ?1").Bind(1, log);
        return count.Read() && count.Integer(0) == size;
    }

    private static void AtNoEntry(List<StoreFlaw> strays, SqliteDatabase database, long log, long size)
    {
        foreach (var table in BesideEntries)
        {
            Add(strays, table, StrayWords.AtNoEntry, database, log, size, $"""
                SELECT DISTINCT idx FROM {table} t WHERE log = ?1 AND idx >= 0 AND idx < ?2 AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.log = t.log AND e.idx = t.idx) LIMIT ?3
                """);
        }

        Add(
            strays,
            "entries",
            StrayWords.Beyond,
            database,
            log,
            size,
            "SELECT idx FROM entries WHERE log = ?1 AND idx >= 0 AND idx < ?2 AND typeof(idx) <> 'integer' LIMIT ?3");
    }

    private static void Add(List<StoreFlaw> strays, string table, string words, SqliteDatabase database, long log, long size, string sql)
    {
        using var rows = database.Prepare(sql).Bind(1, log).Bind(2, size).Bind(3, Limit - strays.Count);
        while (rows.Read())
        {
            strays.Add(new(table, rows.IsInteger(0) ? rows.Integer(0) : null, words));
        }
    }

    // Of size >> 8·level hashes there are in a level, a tile holds 256.
    private static void Tiles(List<StoreFlaw> strays, SqliteDatabase database, long log, long size)
    {
        using var rows = database.Prepare("""
            SELECT level, idx FROM tiles WHERE log = ?1 AND (typeof(level) <> 'integer' OR typeof(idx) <> 'integer'
              OR level NOT BETWEEN 0 AND 7 OR idx < 0 OR idx >= ((?2 >> (8 * level)) + 255) >> 8) LIMIT ?3
            """).Bind(1, log).Bind(2, size).Bind(3, Limit - strays.Count);
        while (rows.Read())
        {
            var level = rows.Integer(0) is >= 0 and <= int.MaxValue and var l ? (int)l : -1;
            strays.Add(new("tiles", rows.IsInteger(1) ? rows.Integer(1) : null, StrayWords.OfNoTile(new(level, rows.Integer(1)))));
        }
    }
}
