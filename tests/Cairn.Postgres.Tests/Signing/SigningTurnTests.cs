using Cairn.Testing;

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
    public async Task One_host_has_the_turn_at_a_time()
    {
        await using var one = await TestDatabase.OpenAsync(login);
        await using var other = await TestDatabase.OpenAsync(login);
        var log = await one.CreateLogAsync(Some.Log(), Cancel);

        var turn = await one.TakeSigningTurnAsync(log, Cancel);
        Assert.NotNull(turn);
        Assert.Null(await other.TakeSigningTurnAsync(log, Cancel));
        Assert.Null(await one.TakeSigningTurnAsync(log, Cancel));
        await turn.DisposeAsync();
        await using var next = await other.TakeSigningTurnAsync(log, Cancel);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task The_turn_goes_with_its_connection_and_the_host_goes_on()
    {
        await using var one = await TestDatabase.OpenAsync(login);
        await using var other = await TestDatabase.OpenAsync(login);
        var log = await one.CreateLogAsync(Some.Log(), Cancel);
        var lost = await one.TakeSigningTurnAsync(log, Cancel);
        await database.RunAsync("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1128356175");

        await using (var next = await other.TakeSigningTurnAsync(log, Cancel))
        {
            Assert.NotNull(next);
        }

        await lost!.DisposeAsync(); // It was taken.
        await using var again = await one.TakeSigningTurnAsync(log, Cancel);
        Assert.NotNull(again);
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
}
