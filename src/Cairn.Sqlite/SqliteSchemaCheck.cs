using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Compares a file's tables, indexes and triggers with what Cairn makes, and finds rows that belong to no log.</summary>
internal static class SqliteSchemaCheck
{
    private const string Missing = "is missing";

    public static IReadOnlyList<StrayRow> Of(SqliteDatabase database)
    {
        var strays = Guards(database);
        foreach (var table in SqliteSchema.Tables.Where(
            t => t.Name is not ("logs" or "settings") && strays.TrueForAll(s => s.Member != $"table {t.Name}")))
        {
            strays.AddRange(OfNoLog(database, table.Name));
        }

        strays.AddRange(Contents(database, strays.TrueForAll(s => s.Member.StartsWith("trigger ", StringComparison.Ordinal))));
        return strays;
    }

    /// <summary>What is not as Cairn makes it, by the catalog alone.</summary>
    public static List<StrayRow> Guards(SqliteDatabase database)
    {
        var found = Found(database);
        var strays = new List<StrayRow>();
        foreach (var (type, name, sql) in SqliteSchema.Objects)
        {
            if (!found.Remove((type, name), out var actual))
            {
                strays.Add(new($"{type} {name}", null, Missing));
            }
            else if (actual != sql)
            {
                strays.Add(new($"{type} {name}", null, "is not as Cairn makes it"));
            }
        }

        strays.AddRange(found.Where(o => IsHarmful(o.Key, o.Value))
            .Select(o => o.Key)
            .Select(o => new StrayRow($"{o.Type} {o.Name}", null, "is not Cairn's")));

        // What a later version added or changed is not this one's to judge; what guards rows has kept its name.
        return SqliteHeader.Read(database).IsNewer
            ? strays.FindAll(s => s.Words == Missing && s.Member.StartsWith("trigger ", StringComparison.Ordinal))
            : strays;
    }

    // An index rebuilt to hide a row has the right text and the wrong content. Tables without further indexes are read whole by their key.
    // SQLite's own check says what is wrong, and looks up every row in every index for it: it is asked where something is.
    private static IEnumerable<StrayRow> Contents(SqliteDatabase database, bool isDefined)
    {
        foreach (var table in (string[])[
            "logs",
            .. IndexCheck.Tables.Where(t => !isDefined || !IndexCheck.Agrees(database, t)).Select(t => t.Name)
        ])
        {
            var isSound = true;
            using var rows = database.Prepare($"PRAGMA integrity_check({table})");
            while (rows.Read())
            {
                if (rows.Text(0) is { } words && words != "ok")
                {
                    isSound = false;
                    yield return new($"table {table}", null, $"and its indexes do not agree: {words}");
                }
            }

            if (isSound && isDefined && table != "logs" && NativeRows.IsAvailable)
            {
                yield return new(
                    $"table {table}", null, "and its indexes do not agree: they hold other rows, or the same in another order");
            }
        }
    }

    // An operator's own table or plain index does no harm. A trigger changes what a statement does; an index that is unique, partial or of
    // an expression can make an append fail.
    private static bool IsHarmful((string Type, string Name) found, string sql) => found.Type == "trigger"
        || (found.Type == "index"
            && (sql.Contains("UNIQUE", StringComparison.OrdinalIgnoreCase) || sql.Contains("WHERE", StringComparison.OrdinalIgnoreCase)
                || sql.Count(c => c == '(') > 1));

    private static Dictionary<(string Type, string Name), string> Found(SqliteDatabase database)
    {
        var found = new Dictionary<(string Type, string Name), string>();
        using var rows = database.Prepare("""
            SELECT type, name, sql FROM sqlite_master WHERE NOT (type = 'index' AND sql IS NULL AND name LIKE 'sqlite\_autoindex\_%' ESCAPE '\')
            AND NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4', 'sqlite_sequence'))
            """);
        while (rows.Read())
        {
            found[(rows.Text(0) ?? "", rows.Text(1) ?? "")] = rows.Text(2) ?? "";
        }

        return found;
    }

    // Hops from key to key along the primary key: a few look-ups for each log, however many rows it has.
    private static IEnumerable<StrayRow> OfNoLog(SqliteDatabase database, string table)
    {
        using var rows = database.Prepare($"""
            WITH RECURSIVE hop(log) AS (
              SELECT min(log) FROM {table} UNION ALL SELECT (SELECT min(log) FROM {table} WHERE log > hop.log) FROM hop WHERE hop.log IS NOT NULL)
            SELECT CAST(log AS TEXT) FROM hop WHERE log IS NOT NULL AND log NOT IN (SELECT key FROM logs) LIMIT 1000
            """);
        while (rows.Read())
        {
            yield return new(table, null, $"has rows of a log {rows.Text(0)}, which is not there");
        }
    }
}
