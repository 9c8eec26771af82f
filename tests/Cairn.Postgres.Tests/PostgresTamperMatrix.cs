using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

/// <summary>The deeds as the superuser, with every trigger disabled; the verifying as a keeper.</summary>
public sealed class PostgresTamperMatrix : TamperMatrix, IAsyncLifetime
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
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    internal override Task<(ILogStore Store, Func<LogIdentity, ITamperMatrixTables> Tables)> OpenAsync() =>
        Task.FromResult<(ILogStore, Func<LogIdentity, ITamperMatrixTables>)>((store, log => new PostgresTables(database, log)));
}
