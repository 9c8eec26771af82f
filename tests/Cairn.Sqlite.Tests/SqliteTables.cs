using Cairn.Contracts;
using Cairn.Entries;
using SQLitePCL;

namespace Cairn.Sqlite.Tests;

/// <summary>A log's tables in the file, for somebody who drops the triggers before the deed and makes them anew after it.</summary>
internal sealed class SqliteTables(string path, LogIdentity log) : ITamperMatrixTables, IDisposable
{
    private readonly SqliteDatabase database = SqliteDatabase.Open(path, path, raw.SQLITE_OPEN_READWRITE, TimeSpan.FromSeconds(5));

    public IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["logs"] = ["tenant", "generation", "log_id", "origin", "secret"],
        // The newest event is nothing that a log attests: with another, an append looks up more or less.
        ["heads"] = ["size", "edge", "stored_at", "people"],
        ["keys"] = ["id", "purpose", "key"],
        ["vkeys"] = ["from_size", "vkey"],
        ["holds"] = ["hold", "from_idx", "to_idx"],
        ["entries"] = ["idx", "leaf", "stored_at", "event_id", "occurred_at", "action", "category", "actor_type", "actor_id", "outcome"],
        ["targets"] = ["idx", "n", "type", "id"],
        ["disclosures"] = ["idx", "name", "subject", "class", "key_id", "digest", "body"],
        ["replays"] = ["idx", "key_id", "digest"],
        ["addresses"] = ["network", "idx", "key_id"],
        ["manifests"] = ["idx", "kind", "body"],
        ["directory"] = ["identifier", "subject", "key_id", "first_idx"],
        ["aliases"] = ["identifier", "subject", "key_id", "first_idx"],
        ["tiles"] = ["level", "idx", "hashes"],
        ["checkpoints"] = ["note"],
    };

    public List<TamperMatrixRow> Read(string table)
    {
        var columns = Columns[table];
        var found = new List<TamperMatrixRow>();
        using var rows = database.Prepare($"SELECT {string.Join(", ", columns)} FROM {table} WHERE {Key(table)} = ?").Bind(1, log.Key);
        while (rows.Read())
        {
            var row = new TamperMatrixRow();
            for (var i = 0; i < columns.Length; i++)
            {
                row[columns[i]] = Value(table, columns[i], rows, i);
            }

            found.Add(row);
        }

        return found;
    }

    public void Write(string table, IReadOnlyList<TamperMatrixRow> rows)
    {
        var triggers = SqliteSchema.Triggers.Where(t => t.Name.StartsWith(table + "_", StringComparison.Ordinal)).ToList();
        database.InTransaction("BEGIN IMMEDIATE", () =>
        {
            triggers.ForEach(t => database.Execute($"DROP TRIGGER {t.Name}"));
            database.Prepare($"DELETE FROM {table} WHERE {Key(table)} = ?").Bind(1, log.Key).Run();
            foreach (var row in rows)
            {
                Insert(table, row);
            }

            triggers.ForEach(t => database.Execute(t.Sql));
            return 0;
        });
    }

    public void Dispose() => database.Dispose();

    private static string Key(string table) => table == "logs" ? "key" : "log";

    private static object? Value(string table, string column, SqliteStatement row, int at) => (table, column) switch
    {
        _ when row.IsNull(at) => null,
        ("disclosures", "digest") => row.Text(at),
        (_, "leaf" or "event_id" or "body" or "digest" or "identifier" or "hashes" or "edge" or "secret" or "key") => row.Blob(at),
        _ => row.IsInteger(at) ? row.Integer(at) : row.Text(at),
    };

    private void Insert(string table, TamperMatrixRow row)
    {
        var columns = Columns[table];
        var insert = database.Prepare(
            $"INSERT INTO {table} ({Key(table)}, {string.Join(", ", columns)}) VALUES (?{string.Concat(columns.Select(_ => ", ?"))})")
            .Bind(1, log.Key);
        for (var i = 0; i < columns.Length; i++)
        {
            _ = row[columns[i]] switch
            {
                long number => insert.Bind(i + 2, number),
                byte[] bytes => insert.Bind(i + 2, bytes.AsSpan()),
                var text => insert.Bind(i + 2, (string?)text),
            };
        }

        insert.Run();
    }
}
