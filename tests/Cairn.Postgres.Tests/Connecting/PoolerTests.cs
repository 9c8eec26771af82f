using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Postgres.Tests;

public sealed class PoolerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_behind_a_pooler_in_transaction_mode_append_and_read_as_without_it()
    {
        await using var database = await TestDatabase.MigratedAsync();
        using var pooler = await Pooler.StartAsync(await database.LoginAsync("writer", "keeper"), serverConnections: 3, Cancel);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TestDatabase.OpenAsync(pooler.ConnectionString)));
        var logs = await Task.WhenAll(Enumerable.Range(0, 3).Select(async n => await hosts[n].CreateLogAsync(Some.Log($"t{n}"), Cancel)));
        await Task.WhenAll(hosts.Select((host, n) => Task.Run(() => AppendAsync(host, logs[n % 3], n), Cancel)));
        foreach (var log in logs)
        {
            Assert.Equal(200, (await LogCheck.IsSound(hosts[0], log)).Count);
        }

        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_one_reader_set_for_itself_is_not_there_for_the_next()
    {
        await using var database = await TestDatabase.MigratedAsync();
        var login = await database.LoginAsync("writer", "reader");
        using var pooler = await Pooler.StartAsync(login, serverConnections: 1, Cancel);
        await using var store = await TestDatabase.OpenAsync(pooler.ConnectionString);
        var log = await store.CreateLogAsync(Some.Log("acme"), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 5), Cancel);
        Assert.Equal(5, (await store.ReadEntriesAsync(log, 0, 10, Cancel)).Count);
        Assert.Empty(await store.ReadEntriesAsync(log with { Tenant = "other" }, 0, 10, Cancel));

        await using var source = TestDatabase.Source(pooler.ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM cairn.entries");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancel));
    }

    private static async Task AppendAsync(PostgresStore host, LogIdentity log, int n)
    {
        foreach (var batch in Some.Entries(log, 100, from: (n / 3 * 100) + 1).Chunk(7))
        {
            await host.AppendAsync(log, batch, Cancel);
            await host.ReadHeadAsync(log, Cancel);
            await host.ReadEntriesAsync(log, 0, 20, Cancel);
        }
    }
}
