using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>What of pages is PostgreSQL's alone; the rest is in the contract of stores.</summary>
public sealed class EntryPagesTests : IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private PostgresStore store = null!; // Made before each test.
    private LogIdentity log = null!; // Made before each test.
    private List<SealedEntry> entries = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, entries = new PageEntries(1).Sealed(log, 200), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_gets_pages_and_counts_of_what_the_policies_show_it()
    {
        var login = await database.LoginAsync("reader");
        await database.RunAsync(
            $"INSERT INTO cairn.access VALUES ('{new Npgsql.NpgsqlConnectionStringBuilder(login).Username}', "
            + $"'member', '{log.Tenant}', 'u2')");
        await using var narrow = await TestDatabase.OpenAsync(login);
        var found = await narrow.FindLogAsync(log.Tenant, Cancel);
        Assert.Equal(log.LogId, found?.LogId);
        foreach (var filter in (EntryFilter[])[new() { Actions = [new("door.opened")] }, new(), new() { Targets = [new("door", "d0")] }])
        {
            var all = await store.ReadPageAsync(log, filter, null, 1000, Cancel);
            var own = await narrow.ReadPageAsync(log, filter, null, 1000, Cancel);
            Assert.Equal(all.Entries.Where(e => e.Columns.ActorId == "u2").Select(e => e.Index), own.Entries.Select(e => e.Index));
            Assert.NotEmpty(own.Entries);
            Assert.All(own.Entries, e => Assert.NotEmpty(e.Targets));
            Assert.Equal(own.Entries.Count, await narrow.CountAsync(log, filter, 1000, Cancel));
        }

        Assert.False(await narrow.SeesAllAsync(log, Cancel));
        Assert.Null(await narrow.FindLogAsync("other", Cancel));
    }
}
