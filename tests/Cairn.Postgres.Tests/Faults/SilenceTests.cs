using Cairn.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>The way to the server takes what is sent and answers nothing.</summary>
public sealed class SilenceTests : IAsyncLifetime
{
    // Far beyond every limit set here, far below the minute that a driver waits for an answer.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    private readonly TempFolder folder = new();
    private TestDatabase database = null!; // These are made before each test.
    private SilentProxy proxy = null!;
    private string direct = null!;
    private string through = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        direct = await database.LoginAsync("writer", "keeper");
        proxy = new(new NpgsqlConnectionStringBuilder(direct).Port);
        through = new NpgsqlConnectionStringBuilder(direct) { Port = proxy.Port }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Closing_takes_no_longer_than_its_limit_and_what_waited_comes_with_the_next_start()
    {
        var log = await OpenAsync(through, TimeProvider.System);
        await log.RecordAsync(Some.Event(id: 1), Cancel);
        proxy.FallSilent();
        log.Record(Some.Event(id: 2));
        await UntilAsync(() => log.Health().UnderWay is not null);
        await log.DisposeAsync().AsTask().WaitAsync(Bound, Cancel);

        proxy.SpeakAgain();
        await using var again = await OpenAsync(direct, TimeProvider.System);
        await UntilAsync(async () => await again.Reader.CountAsync(new(), cancellationToken: Cancel) is { Count: >= 2 });
        Assert.NotNull(await again.Reader.FindAsync(Some.Id(2), Cancel));
    }

    [Fact]
    public async Task Health_says_how_long_a_commit_is_under_way_and_fails_after_a_minute()
    {
        var clock = new FixedClock(DateTimeOffset.UtcNow);
        await using var log = await OpenAsync(through, clock);
        await log.RecordAsync(Some.Event(id: 1), Cancel);
        Assert.Empty(log.Health().Words());
        proxy.FallSilent();
        var waiting = log.RecordAsync(Some.Event(id: 2), Cancel);
        await UntilAsync(() => log.Health().UnderWay is not null);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains(log.Health().Words(), w => w.Contains("does not answer", StringComparison.Ordinal));
        Assert.False(log.Health().IsFailing);
        clock.Advance(TimeSpan.FromSeconds(55));
        Assert.True(log.Health().IsFailing);

        proxy.SpeakAgain();
        await waiting;
        Assert.Empty(log.Health().Words());
    }

    private async Task<CairnLog> OpenAsync(string login, TimeProvider clock) => await CairnLog.OpenAsync(
        await TestDatabase.OpenAsync(login),
        new(null, folder.File("spool")),
        new()
        {
            KeyFile = folder.File("key"),
            RecordTimeout = TimeSpan.FromHours(1),
            StopTimeout = TimeSpan.FromSeconds(1),
            Clock = clock,
        },
        NullLogger.Instance);

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(10, Cancel); // The test's own time limit ends it.
        }
    }
}
