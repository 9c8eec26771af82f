using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>What the database refuses to whoever has not disabled its triggers, and the only ways out.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private PostgresStore store = null!; // Made before each test.
    private LogIdentity log = null!; // Made before each test.
    private string keeper = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        keeper = await database.LoginAsync("keeper");
        log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 20), Cancel);
        await store.PublishCheckpointAsync(log, "note", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("owner")]
    [InlineData("expiry")]
    public async Task Nobody_updates_deletes_or_truncates_a_table_or_a_partition_of_it(string role)
    {
        var become = role == "postgres" ? "" : $"SET ROLE {database.Prefix}{role};";
        await using var source = TestDatabase.Source(database.ConnectionString);
        foreach (var table in await TablesAsync())
        {
            foreach (var statement in new[] { $"DELETE FROM cairn.{table}", $"TRUNCATE cairn.{table} CASCADE", Update(table) })
            {
                await using var command = source.CreateCommand(
                    $"BEGIN; SET LOCAL session_replication_role = DEFAULT; {become} {statement}");
                var gone = -1;
                var refusal = await Record.ExceptionAsync(async () => gone = await command.ExecuteNonQueryAsync(Cancel));

                // An empty table has nothing to attest: whom the guard admits may delete that.
                Assert.True(
                    refusal is PostgresException { SqlState: "CA001" or "CA005" or "42501" }
                    || ((role == "expiry" || table == "holds") && gone == 0),
                    $"{role}: {statement}: {refusal?.Message ?? "went through"}");
            }
        }

        await LogCheck.IsSound(store, log);
    }

    [Fact]
    public async Task Replication_roles_switch_no_trigger_off()
    {
        await using var command = database.Superuser.CreateCommand(
            "BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM cairn.entries");
        Assert.Equal("CA001", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
    }

    [Theory]
    [InlineData("0, substr(hashes, 1, 32)")]
    [InlineData("5, substr(hashes, 1, 32)")]
    [InlineData("21, substr(hashes, 1, 32)")]
    [InlineData("-1, substr(hashes, 1, 32)")]
    [InlineData("20, substr(hashes, 1, 31)")]
    [InlineData("20, ''")]
    [InlineData("20, decode(repeat('00', 32 * 237), 'hex')")]
    public async Task What_a_tile_holds_at_a_place_is_said_once(string piece)
    {
        await using var command = database.Superuser.CreateCommand(
            $"INSERT INTO cairn.tiles (log, level, idx, at, hashes) SELECT log, level, idx, {piece} FROM cairn.tiles");
        Assert.Equal("CA006", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
    }

    [Theory]
    [InlineData("UPDATE cairn.heads SET size = size - 1")]
    [InlineData("UPDATE cairn.heads SET stored_at = 0")]
    [InlineData("UPDATE cairn.heads SET stored_at = stored_at + 1")]
    [InlineData("UPDATE cairn.heads SET edge = edge || edge")]
    [InlineData("UPDATE cairn.heads SET people = people - 1")]
    [InlineData("UPDATE cairn.heads SET newest = 'ffffffff-ffff-7fff-ffff-ffffffffffff'")]
    [InlineData("UPDATE cairn.keys SET key = sha256(key)")]
    [InlineData("UPDATE cairn.vkeys SET vkey = 'mine'")]
    [InlineData("UPDATE cairn.holds SET to_idx = from_idx")]
    [InlineData("UPDATE cairn.aliases SET subject = 'user:x'")]
    [InlineData("UPDATE cairn.addresses SET network = 0")]
    [InlineData("UPDATE cairn.logs SET tenant = 'other'")]
    [InlineData("UPDATE cairn.logs SET secret = secret || secret")]
    [InlineData("UPDATE cairn.tiles SET hashes = substr(hashes, 1, 32)")]
    [InlineData("UPDATE cairn.tiles SET hashes = hashes || sha256('')")]
    [InlineData("UPDATE cairn.tiles SET hashes = sha256(hashes) || substr(hashes, 33) || sha256('')")]
    [InlineData("UPDATE cairn.tiles SET idx = 7")]
    [InlineData("UPDATE cairn.replays SET digest = NULL")]
    [InlineData("UPDATE cairn.checkpoints SET log = 7")]
    public async Task What_may_change_changes_in_one_direction(string sql)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        Assert.Equal("CA001", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
    }

    [Fact]
    public async Task Entries_expire_when_the_log_attests_it_and_otherwise_not()
    {
        await RefusesAsync($"SELECT cairn.expire({log.Key}, 5)");
        await AppendAsync(Attested.Plan(log, 21, "\"ranges\":[[3,5],[9,9]]"));
        Assert.Equal(4L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 20)"));
        Assert.Equal(0L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 20)"));
        Assert.Equal([0, 1, 2, 6, 7, 8, 10], (await store.ReadEntriesAsync(log, 0, 11, Cancel)).Select(e => e.Index));
        Assert.Empty(await store.FindStraysAsync(log, Cancel));
        Assert.Equal(AppendStatus.Appended, (await store.AppendAsync(log, Some.Entries(log, 1, from: 4), Cancel))[0].Status);
    }

    // Bits 2, 5 and 9 from index 3 on: 3 is bit 0.
    [Fact]
    public async Task A_plan_names_indexes_by_bits_too()
    {
        await AppendAsync(Attested.Plan(log, 21, $"\"first\":3,\"bits\":\"{Base64Text.Encode([0b1010_0100, 0b0100_0000])}\""));
        Assert.Equal(4L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 20)"));
        Assert.Equal(
            [3, 5, 8, 12],
            Enumerable.Range(0, 20).Select(i => (long)i).Except((await store.ReadEntriesAsync(log, 0, 20, Cancel)).Select(e => e.Index)));
    }

    [Fact]
    public async Task Who_may_delete_still_deletes_nothing_that_is_not_attested()
    {
        await AppendAsync(
            Attested.Plan(log, 21, "\"ranges\":[[3,5]]"), Attested.Plan(log, 22, "\"ranges\":[[3,6]]", "\"2999-01-01T00:00:00.000000Z\""));
        foreach (var given
            in new[] { "", "20", $"{log.Key} 20", $"{log.Key} 21", $"{log.Key} 5", $"{log.Key + 1} 20", "month 202611", "month x" })
        {
            foreach (var table in new[] { "entries", "targets", "disclosures", "addresses", "replays", "entries_202611" })
            {
                await using var command = database.Superuser.CreateCommand($"""
                    BEGIN; SET LOCAL ROLE {database.Prefix}expiry; SET LOCAL cairn.manifest = '{given}'; DELETE FROM cairn.{table} WHERE idx BETWEEN 3 AND 6
                    """);
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
                Assert.Contains(refusal.SqlState, new[] { "CA005", "42501", PostgresErrorCodes.InvalidTextRepresentation });
            }
        }

        Assert.Equal(22, (await store.ReadEntriesAsync(log, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task What_the_given_manifest_attests_goes_and_another_manifest_counts_for_nothing()
    {
        await AppendAsync(Attested.Plan(log, 21, "\"ranges\":[[3,5]]"), Attested.Plan(log, 22, "\"ranges\":[[6,6]]"));
        Assert.Null(await DeleteAsync($"{log.Key} 20", 3, 5));
        Assert.Equal("CA005", await DeleteAsync($"{log.Key} 20", 3, 6));
        Assert.Equal("CA005", await DeleteAsync($"{log.Key} 21", 3, 5));
    }

    [Fact]
    public async Task Nothing_goes_before_its_time_or_that_came_after_the_plan()
    {
        await AppendAsync(
            Attested.Plan(log, 21, "\"ranges\":[[3,5]]", "\"2999-01-01T00:00:00.000000Z\""),
            Attested.Plan(log, 22, "\"ranges\":[[18,40]]"));
        await AppendAsync([.. Some.Entries(log, 3, from: 30)]);
        await RefusesAsync($"SELECT cairn.expire({log.Key}, 20)");
        Assert.Equal(2L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 21)"));
        Assert.Equal(3, (await store.ReadEntriesAsync(log, 22, 100, Cancel)).Count);
    }

    [Fact]
    public async Task What_a_hold_keeps_stays_until_the_log_lifts_it()
    {
        await AppendAsync(Attested.Placed(log, 21, "\"ranges\":[[4,4],[8,12]]"), Attested.Plan(log, 22, "\"ranges\":[[3,9]]"));
        Assert.Equal([new("AAAAAAAAAAAAAAAAAAAAAA", 4, 4), new("AAAAAAAAAAAAAAAAAAAAAA", 8, 12)], await store.ReadHoldsAsync(log, Cancel));
        Assert.Equal("CA005", await DeleteAsync($"{log.Key} 21", 4, 4));
        var expired = await store.ExpireAsync(log, 21, Cancel);
        Assert.Equal((4L, 4L), (expired.Deleted, expired.Gone));
        Assert.Equal([new IndexRange(4, 5), new(8, 10)], expired.Held);

        await AppendAsync(Attested.Lifted(log, 23));
        Assert.Empty(await store.ReadHoldsAsync(log, Cancel));
        Assert.Equal(3L, (await store.ExpireAsync(log, 21, Cancel)).Deleted);
    }

    [Fact]
    public async Task A_hold_goes_only_when_the_log_lifts_it()
    {
        await AppendAsync(Attested.Placed(log, 21, "\"ranges\":[[4,4]]"), Attested.Lifted(log, 22, "BBBBBBBBBBBBBBBBBBBBBB"));
        foreach (var given in new[] { "", $"{log.Key} 20", $"{log.Key} 21" })
        {
            await using var command = database.Superuser.CreateCommand(
                $"BEGIN; SET LOCAL cairn.manifest = '{given}'; DELETE FROM cairn.holds");
            Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        }
    }

    [Fact]
    public async Task A_floor_keeps_what_a_plan_would_let_go()
    {
        await AppendAsync(Attested.Plan(log, 21, "\"ranges\":[[3,5]]"));
        foreach (var floor in new[]
        {
            "floor_days",
            $"floor_days:category:{await database.GetAsync<string>("SELECT min(category) FROM cairn.entries WHERE idx = 3")}"
        })
        {
            await database.RunAsync($"INSERT INTO cairn.settings VALUES ('{floor}', '36500')");
            Assert.Equal(0L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 20)"));
            Assert.Equal("CA005", await DeleteAsync($"{log.Key} 20", 3, 5));
            await database.RunAsync($"DELETE FROM cairn.settings WHERE name = '{floor}'");
        }

        await database.RunAsync("INSERT INTO cairn.settings VALUES ('floor_days:category:other', '36500')");
        Assert.Equal(3L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 20)"));
        Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(
            () => database.RunAsync("INSERT INTO cairn.settings VALUES ('floor_days', 'for ever')"))).SqlState);
    }

    [Fact]
    public async Task Cairns_own_entries_never_expire()
    {
        await AppendAsync(Attested.Declared(log, 21), Attested.Plan(log, 22, "\"ranges\":[[0,25]]"));
        Assert.Equal(20L, await KeepAsync($"SELECT entries FROM cairn.expire({log.Key}, 21)"));
        Assert.Equal([20, 21], (await store.ReadEntriesAsync(log, 0, 100, Cancel)).Select(e => e.Index));
    }

    [Fact]
    public async Task A_manifest_that_its_entry_does_not_commit_to_attests_nothing()
    {
        await AppendAsync(Attested.Plan(log, 21, "\"ranges\":[[3,3]]"));
        await database.UnguardedAsync(
            $"UPDATE cairn.manifests SET body = convert_to(replace(convert_from(body, 'UTF8'), '[3,3]', '[0,9]'), 'UTF8')", "manifests");
        await RefusesAsync($"SELECT cairn.expire({log.Key}, 20)");
    }

    [Fact]
    public async Task An_entry_that_the_tree_does_not_have_attests_nothing()
    {
        await AppendAsync(Attested.Plan(log, 21, "\"ranges\":[[3,3]]"));
        await database.UnguardedAsync(
            "UPDATE cairn.entries SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\"system\"', "
            + "'\"other\"'), 'UTF8') WHERE idx = 20",
            "entries");
        await RefusesAsync($"SELECT cairn.expire({log.Key}, 20)");
    }

    [Fact]
    public async Task Disclosures_are_erased_when_the_log_attests_it()
    {
        var before = (await store.ReadEntriesAsync(log, 7, 1, Cancel))[0];
        var doomed = before.Disclosures.Where(d => d.Subject == "member:m-7").ToList();
        await AppendAsync(Attested.Erased(log, 21, [.. doomed.Select(d => Disclosure.DigestOf(d.Json.ToArray()))]));
        Assert.Equal(doomed.Count, (await store.EraseAsync(log, 20, [7, 8], Cancel)).Disclosures);
        var after = (await store.ReadEntriesAsync(log, 7, 1, Cancel))[0];
        Assert.Equal(before.Disclosures.Count - doomed.Count, after.Disclosures.Count);
        Assert.Null(after.EventDigest);
        Assert.Equal(before.Disclosures.Count, (await store.ReadEntriesAsync(log, 8, 1, Cancel))[0].Disclosures.Count);
    }

    // Written as the owner writes: no key store makes ciphertexts yet.
    [Fact]
    public async Task A_ciphertext_is_erased_by_the_digest_beside_it_and_stands_nowhere_without()
    {
        var digest = Disclosure.DigestOf([1]);
        await AppendAsync(Attested.Erased(log, 21, digest));
        const string Insert = "INSERT INTO cairn.disclosures (log, idx, key_id, month, name, subject, class, digest, body) VALUES";
        await database.RunAsync($"{Insert} ({log.Key}, 7, 5, 202611, 'content', '', 'content', '{digest}', 'cipher')");
        Assert.Equal(1, (await store.EraseAsync(log, 20, [7], Cancel)).Disclosures);
        foreach (var half in new[] { "5, 202611, 'content', '', 'content', NULL", $"0, 202611, 'content', '', 'content', '{digest}'" })
        {
            Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(
                () => database.RunAsync($"{Insert} ({log.Key}, 7, {half}, 'cipher')"))).SqlState);
        }
    }

    [Fact]
    public async Task What_a_hold_keeps_is_not_erased()
    {
        var digests = (await store.ReadEntriesAsync(log, 7, 2, Cancel))
            .SelectMany(e => e.Disclosures)
            .Select(d => Disclosure.DigestOf(d.Json.ToArray())).ToArray();
        await AppendAsync(Attested.Placed(log, 21, "\"ranges\":[[8,8]]"), Attested.Erased(log, 22, digests));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.EraseAsync(log, 21, [7, 8], Cancel));
        Assert.NotEmpty((await store.ReadEntriesAsync(log, 7, 1, Cancel))[0].Disclosures);
        Assert.True((await store.EraseAsync(log, 21, [7], Cancel)).Disclosures > 0);
    }

    [Fact]
    public async Task A_person_leaves_with_the_last_entry_that_names_them_and_the_head_counts_it()
    {
        var subject = new NewSubject(new(new byte[32]), "member:m-7");
        await AppendAsync(Some.Entry(log, id: 30) with { NewSubjects = [subject], Aliases = [new(new(3), "member:m-7")], LookupKeyId = 1 });
        await AppendAsync(Attested.Plan(log, 31, "\"ranges\":[[3,3]]"), Attested.Plan(log, 32, "\"ranges\":[[0,20]]"));
        var naming = await database.GetAsync<long>(
            "SELECT count(DISTINCT idx) FROM cairn.disclosures WHERE subject = 'member:m-7' AND name IN ('actor', "
            + "'actor.contact', 'targets')");
        Assert.True(naming > 0);
        var people = (await store.ReadHeadAsync(log, Cancel)).People;
        Assert.Equal(naming > 1 ? 0 : 1, (await store.ExpireAsync(log, 21, Cancel)).Persons);
        await store.ExpireAsync(log, 22, Cancel);
        Assert.Empty(await store.ReadSubjectsAsync(log, 0, 100, Cancel));
        Assert.Empty(await store.FindAliasesAsync(log, [new(3)], Cancel));
        Assert.True((await store.ReadHeadAsync(log, Cancel)).People > people);
        await Assert.ThrowsAsync<SubjectRaceException>(async () => await store.AppendAsync(log, [Some.Entry(log, id: 50)], people, Cancel));
    }

    [Fact]
    public async Task Nobody_takes_a_person_out_of_the_directory_who_is_still_named()
    {
        await AppendAsync(Some.Entry(
            log,
            id: 30) with { NewSubjects = [new(new(new byte[32]), "member:m-7")], Aliases = [new(new(3), "member:m-7")], LookupKeyId = 1 });
        foreach (var table in new[] { "directory", "aliases" })
        {
            await using var command = database.Superuser.CreateCommand(
                $"BEGIN; SET LOCAL ROLE {database.Prefix}expiry; DELETE FROM cairn.{table}");
            Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        }
    }

    [Fact]
    public async Task A_month_goes_whole_when_everything_in_it_has_expired()
    {
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        var old = new DateTimeOffset(2024, 5, 3, 0, 0, 0, TimeSpan.Zero);
        var past = await store.CreateLogAsync(Some.Log("past"), Cancel);
        await store.AppendAsync(past, [.. Enumerable.Range(1, 5).Select(i => Some.Entry(past, id: i, at: old))], Cancel);
        await store.AppendAsync(other, [Some.Entry(other, at: old)], Cancel);
        await store.AppendAsync(past, [Attested.Plan(past, 6, "\"ranges\":[[0,4]]")], Cancel);
        Assert.Null(await store.DropMonthAsync(202405, Cancel));
        await store.AppendAsync(
            other, [Attested.Plan(other, 2, "\"ranges\":[[0,0]]"), Attested.Placed(other, 3, "\"ranges\":[[0,0]]")], Cancel);
        Assert.Null(await store.DropMonthAsync(202405, Cancel)); // Held.
        await store.AppendAsync(other, [Attested.Lifted(other, 4)], Cancel);
        Assert.Equal(6, await store.DropMonthAsync(202405, Cancel));
        Assert.True(await database.GetAsync<bool>(
            "SELECT to_regclass('cairn.entries_202405') IS NULL AND to_regclass('cairn.addresses_202405') IS NULL"));
        Assert.Equal([5], (await store.ReadEntriesAsync(past, 0, 100, Cancel)).Select(e => e.Index));
        Assert.Null(await store.FindAsync(past, Some.Id(1), Cancel));
        Assert.Empty(await store.FindStraysAsync(past, Cancel));
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
    }

    [Fact]
    public async Task A_guard_that_was_dropped_is_put_back_as_the_guide_says()
    {
        await database.RunAsync("DROP TRIGGER refuse_truncate ON cairn.entries_own");
        Assert.NotEmpty(await store.CheckGuardsAsync(Cancel));
        await database.RunAsync(
            $"SET ROLE {database.Prefix}owner; SELECT cairn.make_trigger('entries_own', 'refuse_truncate', "
            + "'BEFORE TRUNCATE ON %s', 'refuse()')");
        Assert.Empty(await store.CheckGuardsAsync(Cancel));
    }

    private async Task<object?> KeepAsync(string sql)
    {
        await using var source = TestDatabase.Source(keeper);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private async Task RefusesAsync(string sql) =>
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => KeepAsync(sql))).SqlState);

    private Task<IReadOnlyList<AppendResult>> AppendAsync(params IReadOnlyList<SealedEntry> entries) =>
        store.AppendAsync(log, entries, Cancel).AsTask();

    // As the role that may delete, by the given manifest; rolled back. The server's code, where it refuses.
    private async Task<string?> DeleteAsync(string given, long from, long to)
    {
        await using var connection = await database.Superuser.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand(
            $"SET LOCAL ROLE {database.Prefix}expiry; SET LOCAL cairn.manifest = '{given}'; DELETE FROM cairn.disclosures "
            + $"WHERE log = {log.Key} AND idx BETWEEN {from} AND {to}; DELETE FROM cairn.entries WHERE log = {log.Key} "
            + $"AND idx BETWEEN {from} AND {to}",
            connection);
        try
        {
            await command.ExecuteNonQueryAsync(Cancel);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var command = database.Superuser.CreateCommand(
            "SELECT relname FROM pg_class WHERE relnamespace = 'cairn'::regnamespace AND relkind IN ('r', 'p') "
            + "AND relname NOT IN ('access', 'settings') ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var tables = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    // Of those with a lawful change, an unlawful one; row triggers need a row to refuse.
    private static string Update(string table) => table switch
    {
        "logs" => "UPDATE cairn.logs SET tenant = 'x'",
        "heads" => "UPDATE cairn.heads SET size = 0",
        "keys" => "UPDATE cairn.keys SET key = ''",
        "vkeys" => "UPDATE cairn.vkeys SET vkey = ''",
        "holds" => "UPDATE cairn.holds SET to_idx = 0",
        "aliases" => "UPDATE cairn.aliases SET subject = ''",
        "tiles" => "UPDATE cairn.tiles SET level = 3",
        "replays" => "UPDATE cairn.replays SET digest = event_id::text::bytea",
        "checkpoints" => "UPDATE cairn.checkpoints SET log = 99",
        "migrations" => "UPDATE cairn.migrations SET version = 99",
        "manifests" => "UPDATE cairn.manifests SET body = ''",
        "directory" => "UPDATE cairn.directory SET subject = ''",
        _ => $"UPDATE cairn.{table} SET month = month",
    };
}
