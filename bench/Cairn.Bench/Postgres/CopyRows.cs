using Npgsql;

namespace Cairn.Bench;

/// <summary>
/// Rows of a table, in memory: reading them is not part of a figure. They are written by binary COPY, every value as it was.
/// </summary>
internal sealed class CopyRows
{
    private readonly List<CopyColumn> columns = [];
    private readonly string table;

    private CopyRows(string table) => this.table = table;

    public int Count { get; private set; }

    /// <summary>The rows of entries [from, to) of a log.</summary>
    public static async Task<CopyRows> ReadAsync(NpgsqlDataSource source, string table, long log, long from, long to)
    {
        var rows = new CopyRows(table);
        var index = table == "aliases" ? "first_idx" : "idx";
        await using var command = source.CreateCommand(
            $"SELECT * FROM cairn.{table} WHERE log = {log} AND {index} >= {from} AND {index} < {to} ORDER BY {index}");
        await using var reader = await command.ExecuteReaderAsync();
        for (var c = 0; c < reader.FieldCount; c++)
        {
            rows.columns.Add(CopyColumn.Of(reader, c));
        }

        for (; await reader.ReadAsync(); rows.Count++)
        {
            rows.columns.ForEach(c => c.Add(reader));
        }

        return rows;
    }

    /// <param name="connection">A superuser's: row-level security refuses COPY.</param>
    /// <param name="schema">Whose table of the same name takes them.</param>
    /// <param name="partition">What the table's name ends with.</param>
    public void Write(NpgsqlConnection connection, string schema = "cairn", string partition = "")
    {
        using var copy = connection.BeginBinaryImport($"COPY {schema}.{table}{partition} FROM STDIN (FORMAT BINARY)");
        for (var r = 0; r < Count; r++)
        {
            copy.StartRow();
            foreach (var column in columns)
            {
                column.Write(copy, r);
            }
        }

        copy.Complete();
    }
}
