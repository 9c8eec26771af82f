using Cairn.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>A host starts whatever its database does, and records when that is well.</summary>
public sealed class StartTests(FaultServer server) : IClassFixture<FaultServer>, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ListLogger logger = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_starts_while_the_server_is_away_says_so_once_and_connects_when_it_is_back()
    {
        var login = await server.NewDatabaseAsync();
        server.Cluster.Stop();
        await using (var host = Host(cairn => cairn.UsePostgres(login)))
        {
            try
            {
                await StartAsync(host);
                host.GetRequiredService<IAuditLog>().Record(Some.Event(id: 1));
                var report = await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);
                Assert.Equal(HealthStatus.Degraded, report.Status);
                Assert.Contains(
                    "the store is not connected since the start", report.Entries["cairn"].Description, StringComparison.Ordinal);
            }
            finally
            {
                server.Cluster.StartAgain();
            }

            await server.Superuser.UntilAsync(() => host.GetRequiredService<CairnLog>().Connection.Trouble is null);
            await host.GetRequiredService<IAuditLog>().RecordAsync(Some.Event(id: 2), Cancel);
            Assert.Single(logger.Lines, l => l.StartsWith("Warning", StringComparison.Ordinal)
                && l.Contains("cannot be used now. The application goes on", StringComparison.Ordinal)
                && l.Contains("cannot be reached", StringComparison.Ordinal));
            Assert.Single(logger.Lines, l => l.Contains("is connected", StringComparison.Ordinal));
        }

        await HasAsync(login, 2);
    }

    [Fact]
    public async Task A_host_starts_on_a_database_that_is_not_migrated_says_what_to_run_and_records_once_it_is()
    {
        await using var database = await TestDatabase.EmptyAsync();
        await using (var host = Host(cairn => cairn.UsePostgres(database.ConnectionString)))
        {
            await StartAsync(host);
            var audit = host.GetRequiredService<IAuditLog>();
            audit.Record(Some.Event(id: 1));
            Assert.Contains(
                "Run cairn migrate",
                (await Assert.ThrowsAsync<CairnStoreException>(() => audit.RecordAsync(Some.Event(id: 2), Cancel))).Message,
                StringComparison.Ordinal);
            Assert.Single(logger.Lines, l => l.Contains("has no schema of Cairn's", StringComparison.Ordinal)
                && l.Contains("Run cairn migrate", StringComparison.Ordinal)
                && l.Contains("The application goes on", StringComparison.Ordinal));

            await CairnPostgres.MigrateAsync(database.ConnectionString, new() { RolePrefix = database.Prefix }, Cancel);
            await database.RunAsync("UPDATE cairn.settings SET value = '3153600000' WHERE name = 'skew_seconds'");
            await database.Superuser.UntilAsync(() => host.GetRequiredService<CairnLog>().Connection.Trouble is null);
            await audit.RecordAsync(Some.Event(id: 2), Cancel);
        }

        await HasAsync(database.ConnectionString, 2);
    }

    [Fact]
    public async Task A_host_that_asks_for_it_does_not_start_without_its_store()
    {
        await using var database = await TestDatabase.EmptyAsync();
        await using var host = Host(cairn => cairn.UsePostgres(database.ConnectionString).Configure(o => o.RequireStoreAtStart = true));
        Assert.Contains(
            "Run cairn migrate", (await Assert.ThrowsAsync<CairnStoreException>(() => StartAsync(host))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_starts_while_the_server_is_away_relays_its_outbox_when_it_is_back()
    {
        var login = await server.NewDatabaseAsync();
        await using var source = TestDatabase.Source(login);
        var outbox = new PostgresOutbox();
        await using var superuser = server.SuperuserOf(login);
        await outbox.EnsureAsync(superuser, Cancel);
        await using (var grant = superuser.CreateCommand("GRANT SELECT, INSERT, UPDATE, DELETE ON cairn_outbox TO PUBLIC"))
        {
            await grant.ExecuteNonQueryAsync(Cancel);
        }

        await using (var connection = await source.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await outbox.RecordAsync(transaction, Some.Event(id: 1), cancellationToken: Cancel);
            await transaction.CommitAsync(Cancel);
        }

        server.Cluster.Stop();
        await using (var host = Host(cairn => cairn.UsePostgres(login).RelayOutbox()))
        {
            try
            {
                await StartAsync(host);
            }
            finally
            {
                server.Cluster.StartAgain();
            }

            while (!await superuser.GetAsync<bool>("SELECT count(*) = 0 FROM cairn_outbox"))
            {
                Cancel.ThrowIfCancellationRequested();
            }
        }

        await HasAsync(login, 1);
    }

    private ServiceProvider Host(Action<CairnBuilder> configure)
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(new OneLogger(logger));
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        services.AddCairn(
            cairn => configure(cairn.Configure(o => (o.KeyFile, o.SpoolFolder) = (folder.File("audit.key"), folder.File("spool")))));
        services.AddHealthChecks().AddCairn();
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(IServiceProvider host)
    {
        foreach (var hosted in host.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(Cancel);
        }
    }

    private static async Task HasAsync(string login, int events)
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        Assert.Equal(
            Enumerable.Range(1, events).Select(i => Some.Id(i)),
            (await store.ReadEntriesAsync(log, 0, 100, Cancel)).Select(e => e.Columns.EventId).Order());
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
