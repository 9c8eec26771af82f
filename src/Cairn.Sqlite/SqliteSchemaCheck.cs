namespace Cairn.Sqlite;

/// <summary>Compares a file's tables, indexes and triggers with what Cairn makes, and finds rows that belong to no log.</summary>
internal static class SqliteSchemaCheck
{
    public static IReadOnlyList<StrayRow> Of(SqliteDatabase database)
    {
        var found = Found(database);
        var strays = new List<StrayRow>();
        foreach (var (type, name, sql) in SqliteSchema.Objects)
        {
            if (!found.Remove((type, name), out var actual))
            {
                strays.Add(new($"{type} {name}", null, "is missing"));
            }
            else if (actual != sql)
            {
                strays.Add(new($"{type} {name}", null, "is not as Cairn makes it"));
            }
        }

        strays.AddRange(found.Keys.Where(IsHarmful).Select(o => new StrayRow($"{o.Type} {o.Name}", null, "is not Cairn's")));
        foreach (var table in SqliteSchema.Tables.Where(t => t.Name != "logs" && strays.TrueForAll(s => s.Member != $"table {t.Name}")))
        {
            strays.AddRange(OfNoLog(database, table.Name));
        }

        return strays;
    }

    // An operator's own index or table does no harm; a trigger changes what a statement does.
    private static bool IsHarmful((string Type, string Name) found) => found.Type == "trigger";

    private static Dictionary<(string Type, string Name), string> Found(SqliteDatabase database)
    {
        var found = new Dictionary<(string Type, string Name), string>();
        using var rows = database.Prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
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
