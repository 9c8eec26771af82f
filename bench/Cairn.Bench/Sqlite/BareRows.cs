using Cairn.Sqlite;
using SQLitePCL;

namespace Cairn.Bench;

/// <summary>
/// The baseline of appending: prepared INSERTs of the same bytes into the same tables and indexes, a transaction for each batch,
/// under the same pragmas, by the same thin driver. It has no triggers, seals nothing, checks nothing and proves nothing.
/// </summary>
internal sealed class BareRows : IDisposable
{
    private static readonly (string Table, int Columns, string Index)[] Tables =
        [
            ("entries", 11, "idx"), ("targets", 5, "idx"), ("disclosures", 8, "idx"), ("replays", 4, "idx"), ("addresses", 4, "idx"),
            ("aliases", 5, "first_idx")
        ];

    private readonly SqliteDatabase database;
    private readonly SqliteStatement[] inserts;

    /// <summary>Those under which Cairn writes.</summary>
    public static IReadOnlyList<string> Pragmas { get; } =
        [
            "page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "cache_size = -65536",
            "wal_autocheckpoint = 4000"
        ];

    /// <param name="file">The file to make.</param>
    /// <param name="indexes">Which secondary indexes it has.</param>
    public BareRows(string file, IEnumerable<SchemaObject> indexes)
    {
        database = Open(file, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        foreach (var pragma in Pragmas)
        {
            database.Execute($"PRAGMA {pragma}");
        }

        foreach (var made in SqliteSchema.Tables.Concat(indexes))
        {
            database.Execute(made.Sql);
        }

        inserts = [.. Tables.Select(
            t => database.Prepare($"INSERT INTO {t.Table} VALUES ({string.Join(", ", Enumerable.Repeat("?", t.Columns))})"))];
    }

    public static SqliteDatabase Open(string file, int flags) => SqliteDatabase.Open(file, file, flags, TimeSpan.FromSeconds(5));

    /// <summary>The rows of entries [from, to) of a log, in memory: reading them is not part of the figure.</summary>
    public static List<object?[]>[] Read(string source, long from, long to)
    {
        using var database = Open(source, raw.SQLITE_OPEN_READONLY);
        return [.. Tables.Select(t => Read(database, t.Table, t.Columns, t.Index, from, to))];
    }

    /// <summary>Inserts one batch in one transaction.</summary>
    public void Insert(List<object?[]>[] batch)
    {
        database.Execute("BEGIN IMMEDIATE");
        for (var t = 0; t < inserts.Length; t++)
        {
            foreach (var row in batch[t])
            {
                Insert(inserts[t], row);
            }
        }

        database.Execute("COMMIT");
    }

    public void Dispose() => database.Dispose();

    private static void Insert(SqliteStatement insert, object?[] row)
    {
        for (var c = 0; c < row.Length; c++)
        {
            _ = row[c] switch
            {
                long number => insert.Bind(c + 1, number),
                byte[] bytes => insert.Bind(c + 1, bytes),
                var text => insert.Bind(c + 1, (string?)text),
            };
        }

        insert.Run();
    }

    private static List<object?[]> Read(SqliteDatabase database, string table, int columns, string index, long from, long to)
    {
        using var reader = database.Prepare(
            $"SELECT * FROM {table} WHERE log = 1 AND {index} >= {from} AND {index} < {to} ORDER BY {index}");
        var types = Types(database, table);
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[columns];
            for (var c = 0; c < columns; c++)
            {
                row[c] = reader.IsNull(c)
                    ? null
                    : types[c] switch { "INTEGER" => reader.Integer(c), "BLOB" => reader.Blob(c), _ => reader.Text(c) };
            }

            rows.Add(row);
        }

        return rows;
    }

    private static List<string> Types(SqliteDatabase database, string table)
    {
        using var columns = database.Prepare($"SELECT type FROM pragma_table_info('{table}') ORDER BY cid");
        var types = new List<string>();
        while (columns.Read())
        {
            types.Add(columns.Text(0) ?? "");
        }

        return types;
    }
}
