namespace Cairn.Contracts;

/// <summary>A clock that stands still until a test moves it; its timers fire while it is moved, on the test's thread.</summary>
public sealed class FixedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FixedTimer> timers = [];
    private DateTimeOffset now = start;

    /// <summary>Stands at an hour that is not midnight, not in winter time and not a whole second.</summary>
    public FixedClock()
        : this(new(2026, 11, 21, 9, 30, 0, 123, 456, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves on, stopping at each timer that is due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } due)
        {
            Set(due.DueAt);
            due.Fire();
        }

        Set(end);
    }

    /// <summary>Jumps, backwards too, as a clock does when it is set; fires no timer.</summary>
    public void Set(DateTimeOffset time)
    {
        lock (gate)
        {
            now = time;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FixedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
        {
            timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Comes back once somebody waits for this clock.</summary>
    public async Task WaitsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (gate)
            {
                if (timers.Exists(t => t.DueAt < DateTimeOffset.MaxValue))
                {
                    return;
                }
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    internal void Remove(FixedTimer timer)
    {
        lock (gate)
        {
            timers.Remove(timer);
        }
    }

    private FixedTimer? NextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            return timers.Where(t => t.DueAt <= end).MinBy(t => t.DueAt);
        }
    }
}
