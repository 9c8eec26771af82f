using Microsoft.Data.Sqlite;

namespace Cairn.Bench;

/// <summary>
/// The baseline of appending: prepared INSERTs of the same bytes into the same tables and indexes, a transaction for each batch,
/// under the same pragmas. It seals nothing, checks nothing and proves nothing.
/// </summary>
internal sealed class BareRows : IDisposable
{
    private static readonly (string Table, int Columns)[] Tables = [("entries", 11), ("targets", 5), ("disclosures", 7), ("replays", 3)];

    private readonly SqliteConnection connection;
    private readonly SqliteCommand[] inserts;

    /// <param name="source">A log; its schema is copied.</param>
    /// <param name="file">The file to make.</param>
    /// <param name="indexed">With its secondary indexes, or bare tables.</param>
    /// <param name="without">An index that is left out.</param>
    public BareRows(string source, string file, bool indexed, string? without = null)
    {
        connection = Open(file);
        Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        using var schema = Open(source);
        foreach (var sql in Schema(schema, indexed, without))
        {
            Execute(sql);
        }

        inserts = [.. Tables.Select(t => Insert(t.Table, t.Columns))];
    }

    /// <summary>The rows of entries [from, to) of a log, in memory: reading them is not part of the figure.</summary>
    public static List<object[]>[] Read(string source, long from, long to)
    {
        using var connection = Open(source);
        return [.. Tables.Select(t => Read(connection, t.Table, t.Columns, from, to))];
    }

    /// <summary>Inserts one batch in one transaction.</summary>
    public void Insert(List<object[]>[] batch)
    {
        using var transaction = connection.BeginTransaction();
        for (var t = 0; t < inserts.Length; t++)
        {
            var insert = inserts[t];
            insert.Transaction = transaction;
            foreach (var row in batch[t])
            {
                for (var c = 0; c < row.Length; c++)
                {
                    insert.Parameters[c].Value = row[c];
                }

                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var insert in inserts)
        {
            insert.Dispose();
        }

        connection.Dispose();
    }

    public static SqliteConnection Open(string file)
    {
        Sqlite.NativeSqlite.Load();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static IEnumerable<string> Schema(SqliteConnection source, bool indexed, string? without)
    {
        var kinds = indexed ? "'table','index'" : "'table'";
        using var command = source.CreateCommand();
        command.CommandText = $"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ({kinds}) AND name <> $without ORDER BY type DESC";
        command.Parameters.AddWithValue("$without", without ?? "");
        using var reader = command.ExecuteReader();
        var statements = new List<string>();
        while (reader.Read())
        {
            statements.Add(reader.GetString(0));
        }

        return statements;
    }

    private static List<object[]> Read(SqliteConnection connection, string table, int columns, long from, long to)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} WHERE log = 1 AND idx >= {from} AND idx < {to} ORDER BY idx";
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[columns];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private SqliteCommand Insert(string table, int columns)
    {
        var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(c => $"$p{c}"))})";
        for (var c = 0; c < columns; c++)
        {
            insert.Parameters.Add(new SqliteParameter($"$p{c}", null));
        }

        insert.Prepare();
        return insert;
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
