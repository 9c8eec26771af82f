using System.Globalization;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>
/// Who may do what to which table: role by tenant by statement, on every table and every partition, one made meanwhile included.
/// </summary>
[Trait("Requirement", "CLUBS-2")]
[Trait("Requirement", "CLUBS-4")]
[Trait("Requirement", "CLUBS-5")]
public sealed class RoleMatrixTests : IAsyncLifetime
{
    // Who reads which rows. a, b, c: those of that tenant; own: those of person u-1 in a; words: the declarations in a; all;
    // none: the table, and no row of it; -: refused. Nobody reads a partition by its name: only through the table is a policy
    // sure to stand before it.
    private const string Reads = """
                                  | entries targets disclosures addresses replays | manifests holds directory aliases | logs heads vkeys tiles checkpoints | keys | migrations settings access | a partition
        app                       | a       a       a           a         a       | a         a     a         a       | a    a     a     a     a           | -    | -          -        -      | -
        app, nobody set           | none    none    none        none      none    | none      none  none      none    | none none  none  none  none        | -    | -          -        -      | -
        app without writing       | none    none    none        none      none    | none      none  none      none    | none none  none  none  none        | -    | -          -        -      | -
        app of two, in one        | a       a       a           a         a       | a         a     a         a       | a    a     a     a     a           | -    | -          -        -      | -
        app of two, elsewhere     | none    none    none        none      none    | none      none  none      none    | none none  none  none  none        | -    | -          -        -      | -
        admin                     | a       a       a           a         a       | a         a     a         a       | a    a     a     a     a           | -    | -          -        -      | -
        admin who sets            | a       a       a           a         a       | a         a     a         a       | a    a     a     a     a           | -    | -          -        -      | -
        admin of two              | ac      ac      ac          ac        ac      | ac        ac    ac        ac      | ac   ac    ac    ac    ac          | -    | -          -        -      | -
        member                    | own     own     own         own       own     | words     none  none      none    | a    a     a     a     a           | -    | -          -        -      | -
        member who sets           | own     own     own         own       own     | words     none  none      none    | a    a     a     a     a           | -    | -          -        -      | -
        facility admin            | ac      ac      ac          ac        ac      | ac        ac    ac        ac      | ac   ac    ac    ac    ac          | -    | -          -        -      | -
        facility admin who sets   | ac      ac      ac          ac        ac      | ac        ac    ac        ac      | ac   ac    ac    ac    ac          | -    | -          -        -      | -
        club admin of the host's  | b       b       b           b         b       | b         b     b         b       | b    b     b     b     b           | -    | -          -        -      | -
        operator                  | abc     abc     abc         abc       abc     | abc       abc   abc       abc     | abc  abc   abc   abc   abc         | -    | -          -        -      | -
        operator who sets         | abc     abc     abc         abc       abc     | abc       abc   abc       abc     | abc  abc   abc   abc   abc         | -    | -          -        -      | -
        reader                    | none    none    none        none      none    | none      none  none      none    | none none  none  none  none        | -    | -          -        -      | -
        reader who sets           | none    none    none        none      none    | none      none  none      none    | none none  none  none  none        | -    | -          -        -      | -
        writer                    | -       -       -           -         -       | -         -     -         -       | -    -     -     -     -           | -    | -          -        -      | -
        keeper                    | all     all     all         all       all     | all       all   all       all     | all  all   all   all   all         | all  | all        all      all    | -
        nobody                    | -       -       -           -         -       | -         -     -         -       | -    -     -     -     -           | -    | -          -        -      | -
        owner                     | none    none    none        none      all     | all       all   all       all     | all  all   all   all   all         | all  | all        all      all    | none
        expiry                    | all     all     all         all       all     | all       all   all       all     | -    all   -     all   -           | -    | -          all      -      | -
        """;

    // Who executes what. Everything else that is in the schema, nobody does.
    private static readonly Dictionary<string, string[]> Executes = new()
    {
        ["append"] = ["writer"],
        ["append_to_one"] = ["writer"],
        ["create_log"] = ["writer"],
        ["publish_checkpoints"] = ["writer"],
        ["list_logs"] = ["writer"],
        ["find_log"] = ["writer"],
        ["read_heads"] = ["writer"],
        ["read_progress"] = ["writer"],
        ["read_tiles"] = ["writer"],
        ["read_checkpoints"] = ["writer"],
        ["find_event"] = ["writer"],
        ["find_subjects"] = ["writer"],
        ["find_aliases"] = ["writer"],
        ["list_keys"] = ["writer"],
        ["read_keys"] = ["writer"],
        ["read_vkeys"] = ["writer"],
        ["add_vkey"] = ["writer"],
        ["make_months"] = ["writer", "keeper"],
        ["schema_version"] = ["writer", "reader", "keeper"],
        ["schema_serves"] = ["writer", "reader", "keeper"],
        ["readable"] = ["reader"],
        ["months_of"] = ["reader", "keeper"],
        ["expire"] = ["keeper"],
        ["erase"] = ["keeper"],
        ["forget_persons"] = ["keeper"],
        ["drop_month"] = ["keeper"],
        ["continue_log"] = ["keeper"],
        ["json_of"] = ["reader", "keeper"],
        ["read_declared"] = ["writer"],
        ["read_numbers"] = ["writer"],
    };

    private Clubs clubs = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] Tables => [.. Rows[0].Cells[..^1]];

    private static List<(string Who, string[] Cells)> Rows => [.. Reads.Split('\n').Select(line =>
        (
            line[..line.IndexOf('|', StringComparison.Ordinal)].Trim(),
            line[line.IndexOf('|', StringComparison.Ordinal)..].Replace("a partition", "partition", StringComparison.Ordinal)
                .Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries)))];

    public async ValueTask InitializeAsync()
    {
        clubs = await Clubs.OpenAsync();
        await clubs.LaterMonthAsync();
    }

    public ValueTask DisposeAsync() => clubs.DisposeAsync();

    [Fact]
    public async Task Everybody_reads_what_the_matrix_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var (who, cells) in Rows[1..])
        {
            foreach (var (table, cell) in Tables.Zip(cells))
            {
                Compare(
                    wrong,
                    $"{who} SELECT {table}",
                    await ExpectedAsync(table, cell),
                    await clubs.TryAsync(who, Sum($"SELECT {Columns(table)} FROM cairn.{table}")));
            }

            foreach (var partition in await PartitionsAsync())
            {
                Compare(
                    wrong,
                    $"{who} SELECT {partition}",
                    await ExpectedAsync(partition, cells[^1]),
                    await clubs.TryAsync(who, Sum($"SELECT * FROM cairn.{partition}")));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Copying_out_gives_what_selecting_gives()
    {
        var wrong = new List<string>();
        foreach (var (who, cells) in Rows[1..])
        {
            foreach (var (table, cell) in Tables.Zip(cells).Append((await PartitionsAsync() is [.., var last] ? last : "", cells[^1])))
            {
                var expected = await ExpectedAsync(table, cell);
                var rows = await clubs.TryAsync(who, connection => CopyOutAsync(connection, table));
                Compare(
                    wrong,
                    $"{who} COPY {table} TO",
                    (expected.Refusal, expected.Refusal is null ? expected.Rows : null, null),
                    (rows.Refusal, rows.Refusal is null ? $"{rows.Value}" : null));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Nobody_who_logs_in_writes_any_table_or_partition_with_any_statement()
    {
        var wrong = new List<string>();
        var tables = Tables.Concat(await PartitionsAsync()).ToList();
        Assert.Contains("entries_202807", tables); // Made while everybody was connected.
        foreach (var who in Rows[1..].Select(r => r.Who).Except(["owner", "expiry"]))
        {
            foreach (var table in tables)
            {
                foreach (var sql in new[]
                {
                    $"INSERT INTO cairn.{table} DEFAULT VALUES",
                    $"UPDATE cairn.{table} SET {Column(table)} = {Column(table)}",
                    $"DELETE FROM cairn.{table}",
                    $"TRUNCATE cairn.{table}",
                    $"TRUNCATE ONLY cairn.{table}",
                    $"MERGE INTO cairn.{table} t USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
                    $"LOCK TABLE cairn.{table} IN SHARE MODE",
                    $"SELECT 1 FROM cairn.{table} FOR UPDATE",
                    $"ALTER TABLE cairn.{table} DISABLE TRIGGER ALL",
                    $"ALTER TABLE cairn.{table} DISABLE ROW LEVEL SECURITY",
                    $"DROP TABLE cairn.{table}",
                    $"CREATE RULE r AS ON DELETE TO cairn.{table} DO INSTEAD NOTHING", $"CREATE INDEX ON cairn.{table} ({Column(table)})",
                })
                {
                    Compare(wrong, $"{who}: {sql}", ("42501", null, null), await clubs.TryAsync(who, sql));
                }

                Compare(
                    wrong,
                    $"{who} COPY {table} FROM",
                    ("42501", null, null),
                    await clubs.TryAsync(who, connection => CopyInAsync(connection, table)));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Not_even_the_owner_copies_in()
    {
        foreach (var table in Tables.Concat(await PartitionsAsync()))
        {
            Assert.Equal("0A000", (await clubs.TryAsync("owner", connection => CopyInAsync(connection, table))).Refusal);
        }
    }

    [Fact]
    public async Task Functions_are_executed_by_those_they_are_for()
    {
        var wrong = new List<string>();
        foreach (var (name, arguments) in await FunctionsAsync())
        {
            foreach (var (who, roles) in new (string, string[])[]
            {
                ("writer", ["writer"]),
                ("reader", ["reader"]),
                ("app", ["writer", "reader"]),
                ("admin", ["reader"]),
                ("keeper", ["keeper"]),
                ("nobody", []),
            })
            {
                var refusal = (await clubs.TryAsync(who, $"SELECT cairn.{name}({arguments})")).Refusal;
                if ((refusal != "42501") != Executes.GetValueOrDefault(name, []).Intersect(roles).Any())
                {
                    wrong.Add($"{who} {name}: {refusal ?? "went through"}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Nobody_becomes_another_role_or_makes_anything_in_the_schema()
    {
        var wrong = new List<string>();
        foreach (var who in Rows[1..].Select(r => r.Who).Except(["owner", "expiry"]))
        {
            foreach (var sql in new[]
            {
                $"SET ROLE {clubs.Database.Prefix}owner",
                $"SET ROLE {clubs.Database.Prefix}expiry",
                "SET SESSION AUTHORIZATION postgres",
                "SET session_replication_role = replica",
                "CREATE TABLE cairn.t (x integer)",
                "CREATE FUNCTION cairn.refuse(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE OPERATOR cairn.= (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)",
                $"GRANT {clubs.Database.Prefix}keeper TO CURRENT_USER",
                "ALTER FUNCTION cairn.refuse() OWNER TO CURRENT_USER",
                "ALTER SCHEMA cairn OWNER TO CURRENT_USER",
                "DROP SCHEMA cairn CASCADE",
                "ALTER POLICY reader_reads ON cairn.entries USING (true)",
            })
            {
                Compare(wrong, $"{who}: {sql}", ("42501", null, null), await clubs.TryAsync(who, sql));
            }

            // Row-level security cannot be asked to look away: what it would hide makes the statement fail.
            var hidden = (await clubs.TryAsync(who, "SET row_security = off; SELECT count(*) FROM cairn.entries")).Refusal;
            Assert.Equal("42501", hidden);
        }

        Assert.Empty(wrong);
    }

    private static void Compare(
        List<string> wrong,
        string what,
        (string? Refusal, string? Rows, string? Sum) expected,
        (string? Refusal, object? Value) actual)
    {
        var refused = actual.Refusal;
        var wanted = expected.Refusal ?? expected.Sum ?? expected.Rows;
        if (wanted != (refused ?? $"{actual.Value}"))
        {
            wrong.Add($"{what}: {wanted} expected, {refused} {actual.Value} found");
        }
    }

    private static string Sum(string sql) =>
        $"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")), '') FROM ({sql}) t";

    // Of a log everything but its secret and its newest id.
    private static string Columns(string table) => table switch
    {
        "logs" => "key, tenant, generation, log_id, origin",
        "heads" => "log, size, stored_at, people, edge",
        _ => "*",
    };

    private static string Column(string table) => table switch
    {
        "logs" => "tenant",
        "migrations" => "version",
        "settings" => "name",
        "access" => "level",
        _ => "log",
    };

    private async Task<(string? Refusal, string? Rows, string? Sum)> ExpectedAsync(string table, string cell)
    {
        if (cell == "-")
        {
            return ("42501", null, null);
        }

        var key = table == "logs" ? "key" : "log";
        var where = cell switch
        {
            "all" => "true",
            "none" => "false",
            "words" => $"log = {clubs.Logs["a"].Key} AND kind = 'action_declared'",
            "own" =>
                $"log = {clubs.Logs["a"].Key} AND EXISTS (SELECT FROM cairn.entries e WHERE e.log = t.log "
                + "AND e.idx = t.idx AND e.actor_id = 'u-1')",
            _ => $"{key} IN ({string.Join(", ", cell.Select(c => clubs.Logs[$"{c}"].Key))})",
        };
        var rows = $"SELECT {Columns(table)} FROM cairn.{table} t WHERE {where}";
        var sum = await clubs.Database.GetAsync<string>(Sum(rows));
        Assert.Equal(cell == "none", sum == "0 ");
        return (null, sum[..sum.IndexOf(' ', StringComparison.Ordinal)], sum);
    }

    private static async Task<object?> CopyOutAsync(NpgsqlConnection connection, string table)
    {
        using var reader = await connection.BeginTextExportAsync(
            $"COPY {(table is "logs" or "heads" ? $"(SELECT {Columns(table)} FROM cairn.{table})" : $"(SELECT * FROM cairn.{table})")} "
            + "TO STDOUT",
            Cancel);
        var lines = 0;
        while (await reader.ReadLineAsync(Cancel) is not null)
        {
            lines++;
        }

        return lines.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<object?> CopyInAsync(NpgsqlConnection connection, string table)
    {
        await using var writer = await connection.BeginTextImportAsync($"COPY cairn.{table} FROM STDIN", Cancel);
        return null;
    }

    private async Task<List<string>> PartitionsAsync()
    {
        var all = await clubs.Database.GetAsync<string[]>(
            "SELECT array_agg(relname::text ORDER BY relname) FROM pg_class WHERE relnamespace = 'cairn'::regnamespace "
            + "AND relispartition AND relkind = 'r'");
        return [.. all];
    }

    private async Task<List<(string Name, string Arguments)>> FunctionsAsync()
    {
        await using var command = clubs.Database.Superuser.CreateCommand("""
            SELECT proname::text, array_to_string(ARRAY(SELECT 'NULL::' || format_type(t, NULL) FROM unnest(proargtypes) t), ', ') FROM pg_proc
            WHERE pronamespace = 'cairn'::regnamespace AND prorettype <> 'trigger'::regtype
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var functions = new List<(string, string)>();
        while (await reader.ReadAsync(Cancel))
        {
            functions.Add((reader.GetString(0), reader.GetString(1)));
        }

        return functions;
    }
}
