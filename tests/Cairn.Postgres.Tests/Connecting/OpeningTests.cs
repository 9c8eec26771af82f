using Cairn.Contracts;
using Cairn.Entries;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cairn.Postgres.Tests;

public sealed class OpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_and_a_dead_server_are_told_without_the_password()
    {
        await using var database = await TestDatabase.MigratedAsync();
        var login = new NpgsqlConnectionStringBuilder(await database.LoginAsync("writer"));
        foreach (var (wrong, words) in new[]
        {
            (new NpgsqlConnectionStringBuilder(login.ConnectionString) { Password = "hunter2" }, "refused the login"),
            (new NpgsqlConnectionStringBuilder(login.ConnectionString) { Password = "hunter2", Port = 1 }, "cannot be reached"),
            (new NpgsqlConnectionStringBuilder(login.ConnectionString) { Database = "nowhere" }, "does not exist"),
        })
        {
            var refusal = await Assert.ThrowsAsync<CairnStoreException>(() => TestDatabase.OpenAsync(wrong.ConnectionString));
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(login.Password!, refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_login_without_a_role_of_Cairns_is_told_what_to_grant()
    {
        await using var database = await TestDatabase.MigratedAsync();
        var login = await database.LoginAsync();
        Assert.Contains(
            "GRANT",
            (await Assert.ThrowsAsync<CairnStoreException>(() => TestDatabase.OpenAsync(login))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_alone_records_and_signs_and_reads_no_entry()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 300), Cancel);
        await store.PublishCheckpointAsync(log, "note", Cancel);
        Assert.Equal(300, (await store.ReadHeadAsync(log, Cancel)).Size);
        Assert.Equal(2, (await store.ReadTilesAsync(log, [new(0, 0), new(0, 1)], Cancel)).Count);
        Assert.Equal("note", await store.ReadCheckpointAsync(log, Cancel));
        Assert.Equal(7, await store.FindAsync(log, Some.Id(8), Cancel));
        Assert.Equal(log.Secret, Assert.Single(await store.ListLogsAsync(Cancel)).Secret);
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.ReadEntriesAsync(log, 0, 1, Cancel));
    }

    [Fact]
    public async Task A_reader_who_is_nobody_in_particular_sees_nothing_and_no_secret()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await using var writer = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        var log = await writer.CreateLogAsync(Some.Log(), Cancel);
        await writer.AppendAsync(log, Some.Entries(log, 3), Cancel);
        var login = await database.LoginAsync("reader");
        await using var reader = await TestDatabase.OpenAsync(login);
        Assert.Empty(await reader.ListLogsAsync(Cancel));
        Assert.Empty(await reader.ReadEntriesAsync(log, 0, 10, Cancel));

        await database.RunAsync(
            $"INSERT INTO cairn.access (role_name, level, tenant) VALUES ('{new NpgsqlConnectionStringBuilder(login).Username}', 'admin', "
            + $"'{log.Tenant}')");
        var seen = Assert.Single(await reader.ListLogsAsync(Cancel));
        Assert.Empty(seen.Secret);
        Assert.Equal(3, (await reader.ReadEntriesAsync(seen, 0, 10, Cancel)).Count);
    }

    [Fact]
    public async Task A_host_records_through_its_own_data_source()
    {
        await using var database = await TestDatabase.MigratedAsync();
        using var folder = new TempFolder();
        await using var source = TestDatabase.Source(await database.LoginAsync("writer", "reader"));
        await using var services = new ServiceCollection().AddSingleton(source)
            .AddCairn(cairn => cairn.UsePostgres().Configure(o => o.KeyFile = folder.File("cairn.key"))).BuildServiceProvider();
        var receipt = await services.GetRequiredService<IAuditLog>().RecordAsync(Some.Event(), Cancel);
        Assert.Equal(0, receipt.Index);
        Assert.Equal(1L, await database.GetAsync<long>("SELECT count(*) FROM cairn.entries"));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task A_guard_that_is_missing_is_said_at_the_start_and_recording_goes_on()
    {
        await using var database = await TestDatabase.MigratedAsync();
        using var folder = new TempFolder();
        await database.RunAsync("DROP TRIGGER refuse_truncate ON cairn.entries_own");
        var logger = new ListLogger();
        await using var log = await CairnPostgres.OpenAsync(
            await database.LoginAsync("writer"), new() { KeyFile = folder.File("cairn.key") }, logger: logger);
        Assert.Contains(logger.Lines, l => l.StartsWith("Warning", StringComparison.Ordinal)
            && l.Contains("the log is not immutable, trigger entries_own.refuse_truncate is missing", StringComparison.Ordinal));
        Assert.Equal(0, (await log.RecordAsync(Some.Event(), Cancel)).Index);
    }

    [Fact]
    public async Task A_host_that_asks_for_it_makes_the_schema_at_start()
    {
        await using var database = await TestDatabase.EmptyAsync();
        using var folder = new TempFolder();
        await using (var log = await CairnPostgres.OpenAsync(
            database.ConnectionString,
            new() { KeyFile = folder.File("cairn.key") },
            new() { RolePrefix = database.Prefix, Migrate = true }))
        {
            await log.RecordAsync(Some.Event(), Cancel);
        }

        Assert.Equal(1L, await database.GetAsync<long>("SELECT size FROM cairn.heads"));
    }
}
