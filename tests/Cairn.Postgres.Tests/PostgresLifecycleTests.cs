using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>As somebody who records and keeps: no superuser.</summary>
public sealed class PostgresLifecycleTests : StoreLifecycleContract, IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private string login = null!; // Made before each test.

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
    }

    internal override ILogStore Open() => TestDatabase.OpenAsync(login).GetAwaiter().GetResult();

    internal override void OnCommit(ILogStore store, Action<AppendStep>? fault) => ((PostgresStore)store).OnAppend = fault;

    internal override void SetFloor(string name, long days) =>
        database.RunAsync($"INSERT INTO cairn.settings VALUES ('{name}', '{days}')").GetAwaiter().GetResult();

    internal override void Forge(LogIdentity log, long index, string kind, byte[] manifest) =>
        database.RunAsync(
            $@"INSERT INTO cairn.manifests (log, idx, kind, body) VALUES ({log.Key}, {index}, '{kind}', '\x{Convert.ToHexString(manifest)}')")
            .GetAwaiter()
            .GetResult();
}
