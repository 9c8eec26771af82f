namespace Cairn.Contracts;

/// <summary>A timer of a <see cref="FixedClock"/>.</summary>
internal sealed class FixedTimer(FixedClock clock, Action callback) : ITimer
{
    private TimeSpan period = Timeout.InfiniteTimeSpan;

    /// <summary>When it fires next; the end of time when it does not.</summary>
    public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MaxValue;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period;
        DueAt = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.GetUtcNow() + dueTime;
        return true;
    }

    public void Fire()
    {
        // A period of zero means once, as with the system's timers.
        DueAt = period > TimeSpan.Zero ? DueAt + period : DateTimeOffset.MaxValue;
        callback();
    }

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
