using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>An outbox in one database and the log in another: committed there first, removed here then.</summary>
public sealed class OutboxInOtherDatabaseTests : TableOutboxContract
{
    private TestDatabase other = null!; // These are made before each test.
    private string login = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        other = await TestDatabase.MigratedAsync();
        login = await other.LoginAsync("writer", "keeper");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await other.DisposeAsync();
    }

    internal override ILogStore OpenStore() => TestDatabase.OpenAsync(login).GetAwaiter().GetResult();

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((PostgresStore)store).OnAppend = fault;
}
