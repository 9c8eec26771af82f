using Cairn.Testing;
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
                await using var command = source.CreateCommand($"BEGIN; SET LOCAL session_replication_role = DEFAULT; {become} {statement}");
                var gone = -1;
                var refusal = await Record.ExceptionAsync(async () => gone = await command.ExecuteNonQueryAsync(Cancel));

                // An empty table has nothing to attest: whom the guard admits may delete that.
                Assert.True(refusal is PostgresException { SqlState: "CA001" or "CA005" or "42501" } || (role == "expiry" && gone == 0), $"{role}: {statement}: {refusal?.Message ?? "went through"}");
            }
        }

        await LogCheck.IsSound(store, log);
    }

    [Fact]
    public async Task Replication_roles_switch_no_trigger_off()
    {
        await using var command = database.Superuser.CreateCommand("BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM cairn.entries");
        Assert.Equal("CA001", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
    }

    [Theory]
    [InlineData("UPDATE cairn.logs SET size = size - 1")]
    [InlineData("UPDATE cairn.logs SET stored_at = 0")]
    [InlineData("UPDATE cairn.logs SET tenant = 'other'")]
    [InlineData("UPDATE cairn.logs SET secret = secret || secret")]
    [InlineData("UPDATE cairn.tiles SET hashes = substr(hashes, 1, 32)")]
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
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => KeepAsync($"SELECT cairn.expire({log.Key}, 5)"))).SqlState);
        await AttestAsync(21, Some.Plan(new(3, 5), new(9, 9)));
        Assert.Equal(4L, await KeepAsync($"SELECT cairn.expire({log.Key}, 20)"));
        Assert.Equal(0L, await KeepAsync($"SELECT cairn.expire({log.Key}, 20)"));
        Assert.Equal([0, 1, 2, 6, 7, 8, 10], (await store.ReadEntriesAsync(log, 0, 11, Cancel)).Select(e => e.Index));
        Assert.Empty(await store.FindStraysAsync(log, Cancel));
        Assert.Equal(AppendStatus.Appended, (await store.AppendAsync(log, Some.Entries(log, 1, from: 4), Cancel))[0].Status);
    }

    [Fact]
    public async Task Who_may_delete_still_deletes_nothing_that_is_not_attested()
    {
        await AttestAsync(21, Some.Plan(new(3, 5)));
        foreach (var table in new[] { "entries", "targets", "disclosures", "replays", "entries_202611" })
        {
            await using var command = database.Superuser.CreateCommand($"BEGIN; SET LOCAL ROLE {database.Prefix}expiry; DELETE FROM cairn.{table} WHERE idx BETWEEN 3 AND 6");
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
            Assert.Contains(refusal.SqlState, new[] { "CA005", "42501" });
        }

        Assert.Equal(21, (await store.ReadEntriesAsync(log, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Cairns_own_entries_never_expire()
    {
        await AttestAsync(21, Some.Plan(new(0, 20)));
        Assert.Equal(20L, await KeepAsync($"SELECT cairn.expire({log.Key}, 20)"));
        Assert.Equal(20, Assert.Single(await store.ReadEntriesAsync(log, 0, 100, Cancel)).Index);
    }

    [Fact]
    public async Task A_manifest_that_its_entry_does_not_commit_to_attests_nothing()
    {
        await AttestAsync(21, Some.Plan(new(3, 3)));
        await database.UnguardedAsync($"UPDATE cairn.manifests SET body = convert_to(replace(convert_from(body, 'UTF8'), '[3,3]', '[0,9]'), 'UTF8')", "manifests");
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => KeepAsync($"SELECT cairn.expire({log.Key}, 20)"))).SqlState);
    }

    [Fact]
    public async Task Disclosures_are_erased_when_the_log_attests_it()
    {
        var before = (await store.ReadEntriesAsync(log, 7, 1, Cancel))[0];
        var doomed = before.Disclosures.Where(d => d.Subject == "member:m-7").ToList();
        await AttestAsync(21, Some.Erased(doomed.Select(d => Disclosure.DigestOf(d.Json.ToArray()))));
        Assert.Equal((long)doomed.Count, await KeepAsync($"SELECT cairn.erase({log.Key}, 20, ARRAY[7, 8]::bigint[], ARRAY['member:m-7'])"));
        var after = (await store.ReadEntriesAsync(log, 7, 1, Cancel))[0];
        Assert.Equal(before.Disclosures.Count - doomed.Count, after.Disclosures.Count);
        Assert.Null(after.EventDigest);
        Assert.Equal(before.Disclosures.Count, (await store.ReadEntriesAsync(log, 8, 1, Cancel))[0].Disclosures.Count);
    }

    [Fact]
    public async Task A_month_goes_whole_when_everything_in_it_has_expired()
    {
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        var old = new DateTimeOffset(2024, 5, 3, 0, 0, 0, TimeSpan.Zero);
        var past = await store.CreateLogAsync(Some.Log("past"), Cancel);
        await store.AppendAsync(past, [.. Enumerable.Range(1, 5).Select(i => Some.Entry(past, id: i, at: old))], Cancel);
        await store.AppendAsync(other, [Some.Entry(other, at: old)], Cancel);
        await AttestAsync(6, Some.Plan(new(0, 4)), past);
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => KeepAsync("SELECT cairn.drop_month(202405)"))).SqlState);
        await AttestAsync(2, Some.Plan(new(0, 0)), other);
        await KeepAsync("SELECT cairn.drop_month(202405)");
        Assert.True(await database.GetAsync<bool>("SELECT to_regclass('cairn.entries_202405') IS NULL"));
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
        await database.RunAsync($"SET ROLE {database.Prefix}owner; SELECT cairn.make_trigger('entries_own', 'refuse_truncate', 'BEFORE TRUNCATE ON %s', 'refuse()')");
        Assert.Empty(await store.CheckGuardsAsync(Cancel));
    }

    private async Task<object?> KeepAsync(string sql)
    {
        await using var source = TestDatabase.Source(keeper);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private async Task AttestAsync(long id, Manifest manifest, LogIdentity? of = null)
    {
        var e = CairnActions.All.Single(a => a.Name == manifest.Action).Event() with { Actor = CairnActions.Actor, Id = Some.Id(id) };
        await store.AppendAsync(of ?? log, [Some.Entry(of ?? log, e, id, Some.Time.AddSeconds(1), manifest.Format())], Cancel);
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var command = database.Superuser.CreateCommand(
            "SELECT relname FROM pg_class WHERE relnamespace = 'cairn'::regnamespace AND relkind IN ('r', 'p') AND relname NOT IN ('access', 'settings') ORDER BY 1");
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
        "logs" => "UPDATE cairn.logs SET size = 0",
        "tiles" => "UPDATE cairn.tiles SET level = 3",
        "replays" => "UPDATE cairn.replays SET digest = event_id::text::bytea",
        "checkpoints" => "UPDATE cairn.checkpoints SET log = 99",
        "migrations" => "UPDATE cairn.migrations SET version = 99",
        "manifests" => "UPDATE cairn.manifests SET body = ''",
        "directory" => "UPDATE cairn.directory SET subject = ''",
        _ => $"UPDATE cairn.{table} SET month = month",
    };
}
