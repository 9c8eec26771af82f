using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Postgres.Tests;

/// <summary>A migrated database with a login that records and verifies, and a store over it with so many empty logs.</summary>
internal sealed record ManyLogs(TestDatabase Database, string Login, PostgresStore Store, LogIdentity[] Logs) : IAsyncDisposable
{
    public static async Task<ManyLogs> MakeAsync(int count)
    {
        var database = await TestDatabase.MigratedAsync();
        var login = await database.LoginAsync("writer", "keeper");
        var store = await TestDatabase.OpenAsync(login);
        var logs = new LogIdentity[count];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = await store.CreateLogAsync(
                Some.Log(string.Create(CultureInfo.InvariantCulture, $"t{i}")), TestContext.Current.CancellationToken);
        }

        return new(database, login, store, logs);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}
