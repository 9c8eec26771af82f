using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// Whether the indexes of a table hold its rows, each in its order and no others: then a look-up through any of them finds what a scan
/// finds. One scan of the table and one of each index, where SQLite's check looks up each row in each index.
/// </summary>
internal static class IndexCheck
{
    public static readonly TableIndexes[] Tables =
    [
        TableIndexes.Of("entries", "log", "idx"),
        TableIndexes.Of("targets", "log", "idx", "n"),
        TableIndexes.Of("addresses", "log", "network", "idx"),
        TableIndexes.Of("manifests", "log", "idx"),
        TableIndexes.Of("directory", "log", "identifier"),
        TableIndexes.Of("aliases", "log", "identifier", "subject"),
    ];

    /// <summary>
    /// Asked where the definitions are Cairn's own. False also where nobody can tell: a page cannot be read, the library
    /// cannot be called directly.
    /// </summary>
    public static bool Agrees(SqliteDatabase database, TableIndexes table)
    {
        var orders = table.Orders;
        var points = RowSum.Points.Draw();
        if (!NativeRows.IsAvailable || Scan(database, table, table.Columns, orders, points) is not { } rows)
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

    /// <summary>
    /// The rows as each order has them, out of what keeps the first; null when they do not come in that order or not at all.
    /// </summary>
    private static OrderSum[]? Scan(SqliteDatabase database, TableIndexes table, string[] columns, RowOrder[] orders, RowSum.Points points)
    {
        using var statement = database.Prepare($"SELECT {string.Join(", ", columns)} FROM {table.Name} INDEXED BY {orders[0].Index}");
        var rows = statement.Native();
        var sums = Array.ConvertAll(orders, order => new OrderSum(order, columns, points));
        int code;
        while ((code = rows.Step()) == raw.SQLITE_ROW)
        {
            foreach (var sum in sums)
            {
                sum.Add(rows);
            }

            if (!sums[0].Ascends())
            {
                return null;
            }
        }

        // A disk that fails is no alteration.
        return code == raw.SQLITE_DONE ? sums : (code & 0xFF) == raw.SQLITE_CORRUPT ? null : throw database.Error();
    }
}
