using System.Globalization;
using System.Numerics;
using System.Text;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>
/// Calls of cairn.append and cairn.append_to_one that nobody honest would make: whatever comes of them, nothing is written or
/// everything is contiguous.
/// </summary>
public sealed class AppendFuzzTests : IAsyncLifetime
{
    private const int Calls = 300;
    private const int Logs = 4;

    // What every log's rows must be, looked at without Cairn's help. Empty: they are.
    private const string Oracle = """
        WITH all_of_it AS MATERIALIZED (SELECT log, idx, month, stored_at, event_id, action FROM cairn.entries),
        per AS (
          SELECT l.log AS key, l.size, l.stored_at, l.edge, count(e.idx) AS n, count(DISTINCT e.idx) AS places, min(e.idx) AS first, max(e.idx) AS last, coalesce(max(e.stored_at), 0) AS latest
          FROM cairn.heads l LEFT JOIN all_of_it e ON e.log = l.log GROUP BY l.log)
        SELECT 'entries of ' || key || ' are not contiguous' FROM per WHERE n <> size OR places <> size OR size > 0 AND (first <> 0 OR last <> size - 1)
        UNION ALL SELECT 'the time of ' || key || ' is not its last entry''s' FROM per WHERE latest <> stored_at
        UNION ALL SELECT 'the edge of ' || key FROM per WHERE length(edge) <> 32 * length(replace(size::bit(64)::text, '0', ''))
        UNION ALL SELECT 'the time of ' || log || ' runs back at ' || idx FROM (SELECT log, idx, stored_at < lag(stored_at) OVER (PARTITION BY log ORDER BY idx) AS back FROM all_of_it) t WHERE back
        UNION ALL SELECT 'a month of ' || log || ' at ' || idx FROM all_of_it
          WHERE month <> CASE WHEN starts_with(action, 'cairn.') THEN 0 ELSE to_char(timestamp '1970-01-01' + stored_at * interval '1 microsecond', 'YYYYMM')::integer END
        UNION ALL SELECT 'an id twice in ' || log FROM all_of_it GROUP BY log, event_id HAVING count(*) > 1
        UNION ALL SELECT 'replays of ' || coalesce(e.log, r.log) FROM all_of_it e FULL JOIN cairn.replays r USING (log, idx, event_id) WHERE e.log IS NULL OR r.log IS NULL OR r.digest IS NULL
        UNION ALL SELECT 'beside no entry of ' || b.log FROM (
            SELECT log, idx, month FROM cairn.targets UNION ALL SELECT log, idx, month FROM cairn.disclosures UNION ALL SELECT log, idx, month FROM cairn.addresses UNION ALL
            SELECT log, idx, NULL FROM cairn.manifests UNION ALL SELECT log, first_idx, NULL FROM cairn.directory UNION ALL SELECT log, first_idx, NULL FROM cairn.aliases) b
          LEFT JOIN all_of_it e USING (log, idx) WHERE e.log IS NULL OR b.month <> e.month
        UNION ALL SELECT 'tiles of ' || coalesce(t.log, w.key) FROM (
            SELECT log, level, idx, sum(length(hashes)) AS length, bool_and(at = ends) AS follows FROM (
              SELECT *, lag(at + length(hashes) / 32, 1, 0) OVER (PARTITION BY log, level, idx ORDER BY at) AS ends FROM cairn.tiles) p GROUP BY log, level, idx) t
          FULL JOIN (
            SELECT l.log AS key, level, tile, 32 * least(256, (l.size >> (8 * level)) - 256 * tile) AS length FROM cairn.heads l, generate_series(0, 7) level, generate_series(0, ((l.size >> (8 * level)) - 1) >> 8) tile) w
          ON w.key = t.log AND w.level = t.level AND w.tile = t.idx WHERE w.key IS NULL OR t.log IS NULL OR t.length <> w.length OR NOT t.follows
        UNION ALL SELECT 'the newest of ' || h.log FROM cairn.heads h WHERE h.newest <> coalesce(
          (SELECT r.event_id FROM cairn.replays r WHERE r.log = h.log AND get_byte(uuid_send(r.event_id), 6) >> 4 = 7 ORDER BY r.event_id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000')
        UNION ALL SELECT 'holds of ' || coalesce(h.log, m.log) FROM (SELECT log, count(*) AS n FROM cairn.holds GROUP BY log) h
          FULL JOIN (SELECT log, count(*) AS n FROM cairn.manifests WHERE kind = 'hold_placed' GROUP BY log) m USING (log) WHERE h.n IS DISTINCT FROM m.n
        """;

    // Changes with anything that is written.
    private const string State = """
        SELECT concat_ws(' ', (SELECT string_agg(concat_ws(',', log, size, stored_at, people, newest, md5(edge)), ' ' ORDER BY log) FROM cairn.heads), (SELECT count(*) FROM cairn.entries), (SELECT count(*) FROM cairn.replays),
          (SELECT count(*) FROM cairn.targets), (SELECT count(*) FROM cairn.disclosures), (SELECT count(*) FROM cairn.manifests), (SELECT count(*) FROM cairn.directory), (SELECT count(*) FROM cairn.aliases),
          (SELECT count(*) FROM cairn.addresses), (SELECT count(*) FROM cairn.holds), (SELECT sum(length(hashes)) FROM cairn.tiles))
        """;

    private TestDatabase database = null!; // These are made before each test.
    private NpgsqlDataSource writer = null!;
    private PostgresStore store = null!;
    private LogIdentity[] logs = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        await database.RunAsync($"ALTER DATABASE {database.Name} SET jit = off"); // Compiling the oracle takes longer than it does.
        var login = await database.LoginAsync("writer");
        writer = TestDatabase.Source(login);
        store = await TestDatabase.OpenAsync(login);
        logs = new LogIdentity[Logs];
        for (var i = 0; i < Logs; i++)
        {
            logs[i] = await store.CreateLogAsync(Some.Log(string.Create(CultureInfo.InvariantCulture, $"t{i}")), Cancel);
            // Near where tiles end.
            await store.AppendAsync(logs[i], Some.Entries(logs[i], new[] { 0, 1, 254, 511 }[i], bare: true), Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(1, "append")]
    [InlineData(2, "append")]
    [InlineData(1, "append_to_one")]
    [InlineData(2, "append_to_one")]
    public async Task Nothing_is_written_or_everything_is_contiguous(int seed, string function)
    {
        var (random, written, id) = (new Random(seed), 0, 1_000L);
        await using var connection = await writer.OpenConnectionAsync(Cancel);
        var before = await database.GetAsync<string>(State);
        for (var call = 0; call < Calls; call++)
        {
            var arguments = await ArgumentsAsync(random, id += 100);
            for (var mutations = random.Next(4); mutations > 0; mutations--)
            {
                Mutate(arguments, random);
            }

            var (done, sizes) = await CallAsync(connection, function, arguments);
            var after = await database.GetAsync<string>(State);
            var what = $"Call {call} of seed {seed}: {string.Join(", ", arguments.Select((a, i) => $"${i + 1}={a.Text}"))}";
            Assert.True(done != (before == after), what);
            Assert.True(
                !done || sizes == string.Join(',', arguments[5].Elements.Zip(arguments[4].Elements, (s, c) => Number(s) + Number(c))),
                what);
            if (done || call == Calls - 1)
            {
                await using var oracle = database.Superuser.CreateCommand($"SELECT string_agg(x, '; ') FROM ({Oracle}) AS o(x)");
                Assert.True(await oracle.ExecuteScalarAsync(Cancel) is DBNull, $"{what}\n{await oracle.ExecuteScalarAsync(Cancel)}");
                written++;
            }

            before = after;
        }

        Assert.InRange(written, Calls / 10, Calls * 9 / 10); // It tries both.
    }

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture); // What was taken has no nulls.

    // A valid call, as text: for one to four of the logs, or of one that is not there.
    private async Task<Argument[]> ArgumentsAsync(Random random, long id)
    {
        var parts = new List<AppendPart>();
        foreach (var log in logs.OrderBy(_ => random.Next()).Take(random.Next(2) == 0 ? 1 : random.Next(2, Logs + 1)))
        {
            var entries = Some.Entries(log, random.Next(1, 4), id, bare: random.Next(2) == 0);
            if (random.Next(4) == 0)
            {
                entries.Add(Attested.Placed(log, id + 60, "\"ranges\":[[0,3]]", Base64Text.Encode(Some.Id(id).ToByteArray())));
                entries.Add(Some.Entry(
                    log,
                    id: id + 50,
                    at: Some.Time.AddMonths(random.Next(-2, 3)),
                    manifest: random.Next(2) == 0 ? [1] : null,
                    newSubjects: new NewSubject(Sealer.Lookup(log, new("user", $"u-{id}")), "~AAAAAAAAAAAAAAAAAAAAAA")) with
                    {
                        Network = id,
                        LookupKeyId = 1,
                        ReplayKeyId = 2,
                        Aliases = [new(new((UInt128)id), "user:~x"), new(new(7), "user:~x")]
                    });
            }

            var head = await store.ReadHeadAsync(log, Cancel);
            parts.Add(new(log, random.Next(8) == 0 ? Elsewhere(head, random) : head, entries, random.Next(2) == 0 ? head.People : null));
        }

        return [.. new AppendRows(
            parts).Values(waits: parts.Count == 1 && random.Next(2) == 0, looks: random.Next(2) == 0).Select(Argument.Of)];
    }

    // A head that is not there, right in itself: whoever took it would leave a gap.
    private static StoredHead Elsewhere(StoredHead head, Random random)
    {
        var size = head.Size + random.Next(1, 300);
        return new(size, new byte[Hash.Size * BitOperations.PopCount((ulong)size)], head.StoredAt);
    }

    private static void Mutate(Argument[] arguments, Random random)
    {
        var argument = arguments[random.Next(arguments.Length)];
        if (random.Next(5) == 0)
        {
            argument = arguments[random.Next(8)]; // Which logs and where.
        }
        else if (random.Next(4) == 0)
        {
            argument = arguments[39 + random.Next(4)]; // Tiles.
        }

        argument.Mutate(random, arguments.Where(a => a.Type == argument.Type).ToArray());
    }

    private static async Task<(bool Done, string? Sizes)> CallAsync(NpgsqlConnection connection, string function, Argument[] arguments)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT done, array_to_string(sizes, ',') FROM cairn.{function}({string.Join(", ", arguments.Take(28).Select(a => a.Sql).Concat(["NULL", "NULL"]).Concat(arguments.Skip(28).Select(a => a.Sql)))})",
            connection);
        try
        {
            await using var row = await command.ExecuteReaderAsync(Cancel);
            Assert.True(await row.ReadAsync(Cancel));
            return (row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1));
        }
        catch (PostgresException e)
            when (e.SqlState is not ("XX000" or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidTextRepresentation)
                && e.Severity == "ERROR")
        {
            return (false, null);
        }
    }

    /// <summary>One argument, as a literal whose elements can be taken apart.</summary>
    private sealed class Argument(string type, List<string?> elements)
    {
        private int first = 1;
        private bool isNull;
        private bool isNested;

        public string Type => type;

        public List<string?> Elements => elements;

        public string Sql => $"{Text}::{type}";

        // It is never without.
        public string Text =>
            isNull ? "NULL" : type is "boolean" or "bigint" ? elements[0]! : $"'{Bounds}{{{string.Join(',', elements.Select(Element))}}}'";

        public static Argument Of(NpgsqlParameter parameter) => parameter.Value switch
        {
            bool value => new("boolean", [value ? "true" : "false"]),
            long value => new("bigint", [string.Create(CultureInfo.InvariantCulture, $"{value}")]),
            Array values => new(
                values switch
                {
                    long[] => "bigint[]",
                    int[] => "integer[]",
                    Guid[] => "uuid[]",
                    byte[][] or ReadOnlyMemory<byte>[] => "bytea[]",
                    _ => "text[]"
                },
                [.. values.Cast<object?>().Select(v => v switch
                {
                    null => null,
                    byte[] bytes => $"\\x{Convert.ToHexString(bytes)}",
                    ReadOnlyMemory<byte> bytes => $"\\x{Convert.ToHexString(bytes.Span)}",
                    _ => string.Create(CultureInfo.InvariantCulture, $"{v}")
                })]),
            _ => throw new InvalidOperationException("An argument of another kind."),
        };

        public void Mutate(Random random, Argument[] others)
        {
            if (type == "bigint" && random.Next(2) == 0)
            {
                elements[0] = Changed(elements[0], random);
                return;
            }

            if (type is "boolean" or "bigint")
            {
                isNull = true;
                return;
            }

            var at = random.Next(elements.Count + 1);
            var other = others[random.Next(others.Length)];
            switch (random.Next(12))
            {
                case 0:
                    isNull = true;
                    break;
                case 1:
                    first = random.Next(-2, 4);
                    break;
                case 2:
                    isNested = true;
                    break;
                case 3:
                    elements.Insert(at, null);
                    break;
                case 4:
                    elements.AddRange([.. elements]);
                    break;
                case 5:
                    elements.Reverse();
                    break;
                case 6 when other.Elements.Count > 0:
                    elements.Insert(at, other.Elements[random.Next(other.Elements.Count)]);
                    break;
                case 7:
                    elements.Clear();
                    elements.AddRange(other.Elements);
                    break;
                case 8 when at < elements.Count:
                    elements.RemoveAt(at);
                    break;
                case var _ when at < elements.Count:
                    elements[at] = Changed(elements[at], random);
                    break;
            }
        }

        private string Bounds => elements.Count == 0 || isNested || first == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"[{first}:{first + elements.Count - 1}]=");

        private string Element(string? element)
        {
            var text = element is null
                ? "NULL"
                : $"\"{element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}\"";
            return isNested ? $"{{{text}}}" : text;
        }

        private string? Changed(string? element, Random random)
        {
            if (element is null)
            {
                return type == "bytea[]" ? "\\x00" : type == "uuid[]" ? Some.Id(1).ToString() : "1";
            }

            long[] numbers = [-1, 0, 1, 2, 3, 5, 255, 256, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 56, -(1L << 55)];
            return type switch
            {
                "bigint" or "bigint[]" or "integer[]" => random.Next(2) == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{unchecked(Number(element) + random.Next(-2, 3))}")
                    : string.Create(CultureInfo.InvariantCulture, $"{numbers[random.Next(type == "integer[]" ? 10 : numbers.Length)]}"),
                "uuid[]" => Some.Id(random.Next(1, 2000)).ToString(),
                "bytea[]" => random.Next(3) switch
                {
                    0 => element[..Math.Max(2, element.Length - 64)],
                    1 => element + new StringBuilder().Insert(0, "ab", 32).ToString(),
                    _ => "\\x"
                },
                _ => random.Next(2) == 0 ? "cairn.mine" : element + "x",
            };
        }
    }
}
