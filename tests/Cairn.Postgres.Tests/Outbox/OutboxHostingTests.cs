using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Sqlite;
using Cairn.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Postgres.Tests;

/// <summary>An outbox as an application's host adds it.</summary>
public sealed class OutboxHostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_line_relays_an_outbox_in_the_logs_own_database()
    {
        await using var database = await OutboxDatabase.NewAsync();
        using var folder = new TempFolder();
        await RecordAsync(
            database,
            cairn => cairn.UsePostgres(database.RelayLogin).RelayOutbox(Quick).Configure(o => o.KeyFile = folder.File("audit.key")));

        await using var store = await TestDatabase.OpenAsync(database.RelayLogin);
        await HoldsAsync(store);
    }

    [Fact]
    public async Task One_line_relays_an_outbox_into_a_log_that_is_somewhere_else()
    {
        await using var database = await OutboxDatabase.NewAsync();
        using var folder = new TempFolder();
        await RecordAsync(database, cairn => cairn.UseSqlite(folder.File("audit.db")).RelayOutbox(outbox =>
        {
            Quick(outbox);
            outbox.DataSource = database.Relay;
        }));

        await using var store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadOnly);
        await HoldsAsync(store);
    }

    [Fact]
    public async Task An_outbox_that_is_nowhere_stops_the_start_with_what_to_do()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddCairn(cairn => cairn.UseSqlite(folder.File("audit.db")).RelayOutbox());
        await using var provider = services.BuildServiceProvider();

        Assert.Contains(
            "DataSource",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(provider))).Message,
            StringComparison.Ordinal);
    }

    private static void Quick(PostgresOutboxOptions outbox) => outbox.PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts a host, records an event in a transaction, and stops the host once the outbox is empty.</summary>
    private static async Task RecordAsync(OutboxDatabase database, Action<CairnBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddCairn(configure);
        await using var provider = services.BuildServiceProvider();
        await StartAsync(provider);
        await using (var connection = await database.Application.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await provider.GetRequiredService<PostgresOutbox>().RecordAsync(transaction, Some.Event(), "club-1", Cancel);
            await transaction.CommitAsync(Cancel);
        }

        while (await database.ReadAsync("SELECT position FROM cairn_outbox") is { Count: > 0 })
        {
            await Task.Yield();
        }
    }

    private static async Task HoldsAsync(ILogStore store)
    {
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        Assert.Equal("club-1", log.Tenant);
        Assert.Equal(Some.Id(1), Assert.Single(await store.ReadEntriesAsync(log, 0, 10, Cancel)).Columns.EventId);
        Assert.NotNull(await store.ReadCheckpointAsync(log, Cancel)); // Signed, as whatever grows.
    }

    private static async Task StartAsync(IServiceProvider provider)
    {
        foreach (var hosted in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(Cancel);
        }
    }
}
