using Cairn.Contracts;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>A host's clock says 2099, until somebody sets it right.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly WrongClock clock = new();
    private TestDatabase database = null!; // These are made before each test.
    private string login = null!;
    private FaultLog log = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        await database.RunAsync("UPDATE cairn.settings SET value = '300' WHERE name = 'skew_seconds'");
        login = await database.LoginAsync("writer", "keeper");
        log = await FaultLog.OpenAsync(login, clock: clock);
        await log.RecordAsync(1);
        clock.Ahead = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UtcNow;
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Its_callers_are_told_at_once_whose_clock_is_wrong_and_other_hosts_go_on()
    {
        var error = await Assert.ThrowsAsync<CairnStoreException>(() => log.RecordAsync(2));
        Assert.Contains($"refuses the time of host {Environment.MachineName}", error.Message, StringComparison.Ordinal);
        log.IsExplained(error);
        await using (var other = await FaultLog.OpenAsync(login, signs: false))
        {
            await other.RecordAsync(3);
        }

        clock.Ahead = TimeSpan.Zero;
        await log.RecordAsync(2);
        await log.HasOnceAsync(3);
    }

    [Fact]
    public async Task What_it_spools_waits_and_arrives_when_the_clock_is_right()
    {
        for (var id = 2; id <= 20; id++)
        {
            log.Log.Record(Some.Event(id: id));
        }

        await database.Superuser.UntilAsync(() => log.Log.Health().Troubles is [_]);
        Assert.Contains("refuses the time of host", log.Log.Health().Troubles[0].Why, StringComparison.Ordinal);
        clock.Ahead = TimeSpan.Zero;
        await log.HasOnceAsync(20);
    }

    /// <summary>Runs as the system's, and stands elsewhere.</summary>
    private sealed class WrongClock : TimeProvider
    {
        private long ahead;

        public TimeSpan Ahead
        {
            set => Volatile.Write(ref ahead, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref ahead));
    }
}
