using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>As somebody who records and keeps; the deeds as the superuser, with every trigger disabled.</summary>
public sealed class PostgresGenerationTests : GenerationContract, IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private PostgresStore store = null!; // Made before each test.

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Who_only_records_begins_no_log_that_goes_on_from_another()
    {
        await store.CreateLogAsync(Some.Log(), TestContext.Current.CancellationToken);
        await using var writer = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        await Assert.ThrowsAsync<CairnStoreException>(
            () => writer.CreateLogAsync(Some.Log(generation: 2), TestContext.Current.CancellationToken).AsTask());
        Assert.Single(await writer.ListLogsAsync(TestContext.Current.CancellationToken));
    }

    internal override ILogStore Open() => store;

    internal override void Delete(LogIdentity log, long index)
    {
        var tables = new PostgresTables(database, log);
        foreach (var table in (string[])["entries", "targets", "disclosures", "replays", "addresses"])
        {
            var rows = tables.Read(table);
            rows.RemoveAll(r => (long)r["idx"]! == index); // Each has one.
            tables.Write(table, rows);
        }
    }
}
