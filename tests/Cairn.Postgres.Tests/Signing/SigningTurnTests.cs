using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Signing;

namespace Cairn.Postgres.Tests.Signing;

public sealed class SigningTurnTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private TestDatabase database = null!; // Made before each test.
    private string login = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer");
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task One_host_signs_at_a_time_and_the_other_does_not_wait()
    {
        await using var one = await TestDatabase.OpenAsync(login);
        await using var other = await TestDatabase.OpenAsync(login);
        var log = await one.CreateLogAsync(Some.Log(), Cancel);
        using var signing = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var turn = Task.Run(async () => await one.PublishInTurnAsync(log, null, () =>
        {
            signing.Set();
            go.Wait(Cancel);
            return "first";
        }, Cancel), Cancel);
        signing.Wait(Cancel);

        Assert.False(await other.PublishInTurnAsync(log, null, NotCalled, Cancel));
        go.Set();
        Assert.True(await turn);
        Assert.True(await other.PublishInTurnAsync(log, "first", () => "second", Cancel));
    }

    [Fact]
    public async Task What_another_host_published_meanwhile_is_not_overwritten()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.PublishCheckpointAsync(log, "first", Cancel);

        Assert.False(await store.PublishInTurnAsync(log, null, NotCalled, Cancel));
        Assert.False(await store.PublishInTurnAsync(log, "older", NotCalled, Cancel));
    }

    [Fact]
    public async Task A_turn_goes_with_its_connection_and_what_was_signed_is_published_later()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.PublishInTurnAsync(log, null, () =>
        {
            database.Superuser.CreateCommand(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1128356175")
                .ExecuteNonQuery();
            return "signed";
        }, Cancel));

        Assert.Null(await store.ReadCheckpointAsync(log, Cancel));
        Assert.True(await store.PublishInTurnAsync(log, null, () => "signed", Cancel));
    }

    [Fact]
    public async Task Hosts_behind_a_pooler_with_one_connection_sign_by_turns()
    {
        using var pooler = await Pooler.StartAsync(login, serverConnections: 1, Cancel);
        await using var store = await TestDatabase.OpenAsync(pooler.ConnectionString);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        using var first = SigningHost.First(folder.File("first.key"));
        using var second = first.Copy(folder.File("second.key"));
        for (var n = 0; n < 10; n++)
        {
            await store.AppendAsync(log, Some.Entries(log, 3, (n * 3) + 1, bare: true), Cancel);
            await Task.WhenAll(first.SignAsync(store, log), second.SignAsync(store, log));
        }

        await first.SignAsync(store, log);
        Assert.Equal(30, first.Open(log, await store.ReadCheckpointAsync(log, Cancel)).Size);
    }

    [Fact]
    public async Task Hosts_that_sign_at_once_do_not_fork()
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var entries = Some.Entries(log, 60, bare: true);
        using var first = SigningHost.First(folder.File("first.key"));
        using var second = first.Copy(folder.File("second.key"));
        async Task<List<SigningRound>> RoundsAsync(SigningHost host)
        {
            await using var own = await TestDatabase.OpenAsync(login);
            var rounds = new List<SigningRound>();
            while (host.Remembers(log) < entries.Count)
            {
                rounds.Add(await host.SignAsync(own, log));
            }

            return rounds;
        }

        var signing = Task.WhenAll(RoundsAsync(first), RoundsAsync(second));
        foreach (var entry in entries)
        {
            await store.AppendAsync(log, [entry], Cancel);
        }

        foreach (var round in (await signing).SelectMany(r => r).Where(r => r.Note is not null))
        {
            Assert.Equal(SlowTree.Root([.. entries.Take((int)round.Size).Select(e => e.LeafHash)]), first.Open(log, round.Note).Root);
        }

        Assert.Equal(entries.Count, first.Open(log, await store.ReadCheckpointAsync(log, Cancel)).Size);
    }

    private static string NotCalled() => throw new InvalidOperationException("It was not this host's turn.");
}
