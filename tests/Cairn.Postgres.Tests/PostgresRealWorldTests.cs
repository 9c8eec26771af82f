using Cairn.Contracts;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

public sealed class PostgresRealWorldTests : RealWorldContract, IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private string login = null!; // Made before each test.

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
    }

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        await database.DisposeAsync();
    }

    internal override ILogStore Open() => TestDatabase.OpenAsync(login).GetAwaiter().GetResult();
}
