using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>Application and relay behind PgBouncer in transaction mode, the outbox in the log's own database.</summary>
public sealed class OutboxBehindPoolerTests : TableOutboxContract
{
    private Pooler pooler = null!; // Made before each test.

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        pooler.Dispose();
    }

    internal override ILogStore OpenStore() => TestDatabase.OpenAsync(Database.RelayLogin).GetAwaiter().GetResult();

    internal override IOutbox OpenOutbox(ILogStore store) => new PostgresOutbox().Open(store);

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((RelayedOutbox)outbox).OnCommit = fault;

    private protected override Task<OutboxDatabase> NewDatabaseAsync() => OutboxDatabase.NewAsync(logins => (pooler =
        Pooler.StartAsync([.. logins], serverConnections: 4, TestContext.Current.CancellationToken).GetAwaiter().GetResult()).Through);
}
