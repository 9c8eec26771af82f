using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

public sealed class RaceTests : IAsyncLifetime
{
    private TestDatabase database = null!; // Made before each test.
    private string login = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Eight_hosts_append_to_one_log_without_forks_or_gaps()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TestDatabase.OpenAsync(login)));
        var log = await hosts[0].CreateLogAsync(Some.Log(), Cancel);
        await Task.WhenAll(hosts.Select((host, n) => Task.Run(() => AppendAsync(host, log, n), Cancel)));

        var entries = await LogCheck.IsSound(hosts[0], log);
        Assert.Equal(Enumerable.Range(1, 8 * 120).Select(i => Some.Id(i)), entries.Select(e => e.Columns.EventId).Order());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_append_on_a_head_that_moved_is_done_again_on_the_new_one()
    {
        await using var one = await TestDatabase.OpenAsync(login);
        await using var other = await TestDatabase.OpenAsync(login);
        var log = await one.CreateLogAsync(Some.Log(), Cancel);
        var entries = Some.Entries(log, 900);
        for (var i = 0; i < 9; i++)
        {
            var results = await (i % 2 == 0 ? one : other).AppendAsync(log, entries.GetRange(i * 100, 100), Cancel);
            Assert.Equal(
                Enumerable.Range(i * 100, 100).Select(x => new AppendResult(AppendStatus.Appended, x, entries[x].LeafHash)), results);
        }

        await LogCheck.IsSound(one, log);
    }

    [Fact]
    public async Task A_damaged_head_is_told_at_once_and_nothing_is_appended_to_it()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var (log, other) = (await store.CreateLogAsync(Some.Log("a"), Cancel), await store.CreateLogAsync(Some.Log("b"), Cancel));
        await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
        await database.RunAsync(
            "ALTER TABLE cairn.heads DISABLE TRIGGER USER; UPDATE cairn.heads SET edge = substr(edge, 33) WHERE size > 0; "
            + "ALTER TABLE cairn.heads ENABLE ALWAYS TRIGGER refuse_update");

        await using var host = await TestDatabase.OpenAsync(login); // One that has not seen the head before.
        var error = await Assert.ThrowsAsync<CairnStoreException>(
            async () => await host.AppendAsync(log, Some.Entries(log, 3, from: 10), Cancel));
        Assert.StartsWith($"The head of the log {log.LogId} is damaged", error.Message, StringComparison.Ordinal);
        Assert.True(error is { NeedsMending: true, NothingWritten: true });
        await host.AppendAsync(other, Some.Entries(other, 3), Cancel);
        Assert.Equal(3, (await host.ReadHeadAsync(log, Cancel)).Size);
    }

    [Fact]
    public async Task Tenants_do_not_wait_for_each_other()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var (slow, quick) = (await store.CreateLogAsync(Some.Log("slow"), Cancel), await store.CreateLogAsync(Some.Log("quick"), Cancel));
        await using var connection = await database.Superuser.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var hold = new Npgsql.NpgsqlCommand($"SELECT 1 FROM cairn.heads WHERE log = {slow.Key} FOR UPDATE", connection);
        await hold.ExecuteNonQueryAsync(Cancel);

        var waiting = store.AppendAsync(slow, Some.Entries(slow, 3), Cancel).AsTask();
        await store.AppendAsync(quick, Some.Entries(quick, 3), Cancel);
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync(Cancel);
        Assert.All(await waiting, r => Assert.Equal(AppendStatus.Appended, r.Status));
    }

    [Fact]
    public async Task A_writer_cannot_append_what_is_no_tree()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 300), Cancel);
        var head = await store.ReadHeadAsync(log, Cancel);
        foreach (var spoil in new Action<Npgsql.NpgsqlParameter[]>[]
        {
            v => v[0] = Value.Of(log.Key + 1), // The call is another log's.
            v => v[4] = Value.Of(new[] { 2 }), // Fewer entries than there are,
            v => v[4] = Value.Of(new[] { 3, 0 }), // of more logs than there are.
            v => v[7] = Value.Of(new[] { new byte[32] }), // The edge.
            v => v[9] = Value.Of(new byte[2][]), // A leaf is missing.
            v => v[17] = Value.Of(new[] { new byte[31], new byte[32], new byte[32] }), // A digest is short.
            v => v[18] = Value.Of(new[] { 1, 1 }), // A key of a digest is missing.
            v => v[39] = Value.Of(new[] { 2 }), // A tile of no log,
            v => v[40] = Value.Of(new[] { 1 }), // of another level,
            v => v[41] = Value.Of(new[] { 0L }), // of another place,
            v => v[42] = Value.Of(new[] { new byte[64] }), // with too few hashes,
            v => v[42] = Value.Of(new[] { new byte[97] }), // or half of one.
        })
        {
            var values = new AppendRows(
                new AppendPart(log, head, Some.Entries(log, 3, from: 1000), null)).Values(waits: true, looks: false);
            spoil(values);
            await using var source = TestDatabase.Source(login);
            await using var command = source.CreateCommand(AppendRows.Sql);
            command.Parameters.AddRange(values);
            Assert.Equal(
                "CA003", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        }

        Assert.Equal(300, (await LogCheck.IsSound(store, log)).Count);
    }

    // Batches of seeded sizes; each event also comes once more from the next host.
    private static async Task AppendAsync(PostgresStore host, LogIdentity log, int n)
    {
        var random = new Random(n);
        for (var from = 0; from < 120;)
        {
            var count = Math.Min(random.Next(1, 20), 120 - from);
            await host.AppendAsync(log, Some.Entries(log, count, (n * 120) + from + 1), Cancel);
            await host.AppendAsync(log, Some.Entries(log, 1, ((n + 1) % 8 * 120) + from + 1), Cancel);
            from += count;
        }
    }
}
