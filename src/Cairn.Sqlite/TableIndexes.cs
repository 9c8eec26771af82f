namespace Cairn.Sqlite;

/// <summary>A table without row ids and what Cairn makes to find its rows: the table by its key, then each index.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Columns">All that keys and indexes hold.</param>
/// <param name="Orders">The table's own order, then those of its indexes.</param>
internal sealed record TableIndexes(string Name, string[] Columns, RowOrder[] Orders)
{
    public static TableIndexes Of(string table, params string[] key)
    {
        // By its key's own index, which is the table: asked for the columns alone, SQLite may read them from another.
        RowOrder[] orders =
        [
            new($"sqlite_autoindex_{table}_1", key, key.Length),
            .. SqliteSchema.Indexes.Where(i => i.Sql.Contains($" ON {table} (", StringComparison.Ordinal)).Select(i => Order(i, key))
        ];
        return new(table, [.. orders.SelectMany(o => o.Columns).Distinct()], orders);
    }

    // An index of such a table holds the columns it names, then what they lack of the key.
    private static RowOrder Order(SchemaObject index, string[] key)
    {
        var columns =
            index.Sql[(index.Sql.IndexOf('(', StringComparison.Ordinal) + 1)..index.Sql.IndexOf(')', StringComparison.Ordinal)].Split(", ");
        string[] all = [.. columns.Concat(key).Distinct()];
        return new(index.Name, all, index.Sql.StartsWith("CREATE UNIQUE", StringComparison.Ordinal) ? columns.Length : all.Length);
    }
}

/// <summary>An order in which a table's rows are kept.</summary>
/// <param name="Index">What keeps it.</param>
/// <param name="Columns">By which, the first first.</param>
/// <param name="Unique">No two rows agree in so many of them.</param>
internal sealed record RowOrder(string Index, string[] Columns, int Unique);
