using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>A log's tables, for a superuser who disables the triggers before the deed and enables them after it.</summary>
internal sealed class PostgresTables(TestDatabase database, LogIdentity log) : ITamperMatrixTables
{
    public IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["logs"] = ["tenant", "generation", "log_id", "origin", "secret"],
        // How often persons left, and the newest id, are nothing a log attests: an append takes other ways, to the same end.
        ["heads"] = ["size", "edge", "stored_at"],
        ["keys"] = ["id", "purpose", "key"],
        ["vkeys"] = ["from_size", "vkey"],
        ["holds"] = ["hold", "from_idx", "to_idx"],
        ["aliases"] = ["identifier", "subject", "key_id", "first_idx"],
        ["addresses"] = ["idx", "network", "month", "key_id"],
        ["entries"] =
            ["idx", "leaf", "stored_at", "month", "event_id", "occurred_at", "action", "category", "actor_type", "actor_id", "outcome"],
        ["targets"] = ["idx", "n", "month", "type", "id"],
        ["disclosures"] = ["idx", "name", "subject", "class", "key_id", "month", "digest", "body"],
        ["replays"] = ["idx", "event_id", "key_id", "digest"],
        ["manifests"] = ["idx", "kind", "body"],
        ["directory"] = ["identifier", "subject", "key_id", "first_idx"],
        ["tiles"] = ["level", "idx", "at", "hashes"],
        ["checkpoints"] = ["note"],
    };

    // An id is 16 bytes, a month has a partition, and everything else about numbers is the same as in any store.
    public bool CanHold(string table, string column, object? value) => (column, value) switch
    {
        ("event_id" or "newest", byte[] bytes) => bytes.Length == 16,
        ("key_id", long number) when table is "replays" or "aliases" or "addresses" => number is >= int.MinValue and <= int.MaxValue,
        // A digest stands beside a ciphertext, and nowhere else: the table itself refuses it.
        ("key_id", _) when table == "disclosures" => false,
        ("digest", string) when table == "disclosures" => false,
        ("n" or "level" or "at" or "generation" or "id", long number) => number is >= int.MinValue and <= int.MaxValue,
        ("month", long month) => month == 0 || (month >= 197001 && month % 100 is >= 1 and <= 12),
        _ => true,
    };

    public List<TamperMatrixRow> Read(string table)
    {
        var columns = Columns[table];
        using var command = database.Superuser.CreateCommand(
            $"SELECT {string.Join(", ", columns)} FROM cairn.{table} WHERE {Key(table)} = {log.Key} ORDER BY {Order(table)}");
        using var reader = command.ExecuteReader();
        var rows = new List<TamperMatrixRow>();
        while (reader.Read())
        {
            var row = new TamperMatrixRow();
            for (var i = 0; i < columns.Length; i++)
            {
                row[columns[i]] = reader.GetValue(i) switch
                {
                    DBNull => null,
                    int number => (long)number,
                    Guid id => id.ToByteArray(bigEndian: true),
                    var value => value,
                };
            }

            rows.Add(row);
        }

        return rows;
    }

    public void Write(string table, IReadOnlyList<TamperMatrixRow> rows)
    {
        var sql = new List<string> { $"DELETE FROM cairn.{table} WHERE {Key(table)} = {log.Key}" };
        sql.AddRange(rows.Select(r => r.GetValueOrDefault("month")).OfType<long>().Distinct().Select(m => $"SELECT cairn.make_month({m})"));
        if (rows.Count > 0)
        {
            var (also, its) = table == "heads" ? (", people, newest", ", 0, '00000000-0000-0000-0000-000000000000'") : ("", "");
            sql.Add(
                $"INSERT INTO cairn.{table} ({Key(table)}{also}, {string.Join(", ", Columns[table])}) "
                + $"{(table == "logs" ? "OVERRIDING SYSTEM VALUE" : "")} "
                + $"VALUES {string.Join(",\n", rows.Select(r => Values(table, r, its)))}");
        }

        database.UnguardedAsync(string.Join(";\n", sql), table).GetAwaiter().GetResult();
    }

    private static string Key(string table) => table == "logs" ? "key" : "log";

    // As SQLite's keys are: the same rows stand in the same order in every store.
    private static string Order(string table) => table switch
    {
        "logs" or "heads" or "checkpoints" => "1",
        "keys" => "id",
        "vkeys" => "from_size",
        "holds" => "hold, from_idx, to_idx",
        "aliases" => "identifier, subject",
        "targets" => "idx, n",
        "disclosures" => "idx, name, subject",
        "directory" => "identifier",
        "tiles" => "level, idx, at",
        _ => "idx",
    };

    private string Values(string table, TamperMatrixRow row, string its) =>
        $"({log.Key}{its}, {string.Join(", ", Columns[table].Select(c => Literal(c, c == "at" ? row.GetValueOrDefault(c, 0L) : row[c])))})";

    private static string Literal(string column, object? value) => value switch
    {
        null => "NULL",
        long number => number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes when column is "event_id" or "newest" => $"'{new Guid(bytes, bigEndian: true)}'",
        byte[] bytes => $@"'\x{Convert.ToHexString(bytes)}'",
        var text => $"'{((string)text).Replace("'", "''", StringComparison.Ordinal)}'",
    };
}
