using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Compares a file's tables, indexes and triggers with what Cairn makes, and finds rows that belong to no log.</summary>
internal static class SqliteSchemaCheck
{
    private const string Missing = "is missing";

    // By no index: whoever writes the schema by hand could make one over it.
    private const string CatalogSql = "SELECT type, name, tbl_name, sql, rootpage FROM main.sqlite_master NOT INDEXED";

    public static IReadOnlyList<StoreFlaw> Of(SqliteDatabase database)
    {
        var strays = Guards(database);
        foreach (var table in SqliteSchema.Tables.Where(
            t => t.Name is not ("logs" or "settings") && strays.TrueForAll(s => s.Member != $"table {t.Name}")))
        {
            strays.AddRange(OfNoLog(database, table.Name));
        }

        strays.AddRange(Contents(database, strays.TrueForAll(s => s.Member.StartsWith("trigger ", StringComparison.Ordinal))));
        if (SqliteHeader.Read(database) is { IsNewer: true } header)
        {
            strays.Add(new("the schema", null,
                $"is of version {header.Version}, and this Cairn cannot judge what that added: use a newer one")
            {
                IsUnknown = true,
            });
        }

        return strays;
    }

    /// <summary>What is not as Cairn makes it, by the catalog alone. Only Cairn's very rows are Cairn's.</summary>
    public static List<StoreFlaw> Guards(SqliteDatabase database)
    {
        var expected = SqliteSchema.Objects.Concat(SqliteSchema.Made).ToDictionary(o => (o.Type, o.Name));
        var (strays, pages) = (new List<StoreFlaw>(), new HashSet<long>());
        using (var rows = database.Prepare(CatalogSql))
        {
            while (rows.Read())
            {
                var (type, name) = (rows.Text(0) ?? "", rows.Text(1) ?? "");
                if (!expected.Remove((type, name), out var its))
                {
                    strays.Add(Stray(type, name, "is not Cairn's"));
                }
                else if ((rows.Text(3) ?? "") != its.Sql || rows.Text(2) != its.Table
                    || (rows.Integer(4) != 0 && !pages.Add(rows.Integer(4))))
                {
                    strays.Add(Stray(type, name, "is not as Cairn makes it"));
                }
            }
        }

        strays.AddRange(expected.Values.Select(o => Stray(o.Type, o.Name, Missing)));

        // What a later version added or changed is not this one's to judge; what guards rows has kept its name.
        return SqliteHeader.Read(database).IsNewer
            ? strays.FindAll(s => s.Words == Missing && s.Member.StartsWith("trigger ", StringComparison.Ordinal))
            : strays;
    }

    // A trigger changes what a statement does to rows. Everything else can change what a statement finds: an index that was set aside while
    // its table was altered, statistics that lead to it, another definition of a column.
    private static StoreFlaw Stray(string type, string name, string words) =>
        new($"{type} {name}", null, words) { Steers = type != "trigger" && (type != "index" || words != Missing) };

    // An index rebuilt to hide a row has the right text and the wrong content. Tables without further indexes are read whole by their key.
    // SQLite's own check says what is wrong, and looks up every row in every index for it: it is asked where something is.
    private static IEnumerable<StoreFlaw> Contents(SqliteDatabase database, bool isDefined)
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

    // Hops from key to key along the primary key: a few look-ups for each log, however many rows it has.
    private static IEnumerable<StoreFlaw> OfNoLog(SqliteDatabase database, string table)
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
