using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// Whether the indexes of a table hold its rows, each in its order and no others: then a look-up through any of them finds what a scan finds.
/// One scan of the table and one of each index, in their own order, where SQLite's check looks up each row in each index.
/// </summary>
internal static class IndexCheck
{
    private static readonly TableIndexes[] All =
        [TableIndexes.Of("entries", "log", "idx"), TableIndexes.Of("targets", "log", "idx", "n"), TableIndexes.Of("directory", "log", "identifier")];

    public static IEnumerable<string> Tables => All.Select(t => t.Name);

    /// <summary>Asked of a table whose definition and indexes' are Cairn's own. False also where nobody can tell: a page cannot be read, the library cannot be called directly.</summary>
    public static bool Agrees(SqliteDatabase database, string table)
    {
        var (_, columns, orders) = Array.Find(All, t => t.Name == table)!; // One of Tables.
        var points = RowSum.Points.Draw();
        if (!NativeRows.IsAvailable || Scan(database, table, columns, orders, points) is not { } rows)
        {
            return false;
        }

        for (var i = 1; i < orders.Length; i++)
        {
            if (Scan(database, table, orders[i].Columns, [orders[i]], points) is not [var held] || !held.Is(rows[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The sum of the rows as each order has them, out of what keeps the first; null when they do not come in that order.</summary>
    private static RowSum[]? Scan(SqliteDatabase database, string table, string[] columns, RowOrder[] orders, RowSum.Points points)
    {
        using var statement = database.Prepare($"SELECT {string.Join(", ", columns)} FROM {table} INDEXED BY {orders[0].Index}");
        var rows = statement.Native();
        var at = Array.ConvertAll(orders, o => Array.ConvertAll(o.Columns, c => Array.IndexOf(columns, c)));
        var sums = Array.ConvertAll(orders, _ => new RowSum(points));
        var (key, before, unique) = (new RowKey(), new RowKey(), 0);
        int code;
        while ((code = rows.Step()) == raw.SQLITE_ROW)
        {
            for (var order = orders.Length - 1; order >= 0; order--)
            {
                key.Clear();
                for (var i = 0; i < at[order].Length; i++)
                {
                    key.Add(rows, at[order][i]);
                    unique = i + 1 == orders[order].Unique ? key.Length : unique;
                }

                sums[order].Add(key.Bytes);
            }

            if (before.Length > 0 && before.Bytes.SequenceCompareTo(key.Bytes[..unique]) >= 0)
            {
                return null;
            }

            key.Cut(unique);
            (key, before) = (before, key);
        }

        return code == raw.SQLITE_DONE ? sums : null;
    }
}
