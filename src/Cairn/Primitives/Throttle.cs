namespace Cairn.Primitives;

/// <summary>
/// Lets a few messages of a kind through and counts the others, so that what fails a thousand times a second fills no disk with its log.
/// What was held back is told with the next message, or at the end of the period where there is none.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="burst">How many may pass in each period.</param>
/// <param name="period">How long a period is.</param>
/// <param name="tellHeld">Told how many were held back when a period ends without a message that says so.</param>
internal sealed class Throttle(TimeProvider clock, int burst, TimeSpan period, Action<long> tellHeld) : IDisposable
{
    private readonly Lock gate = new();
    private ITimer? ending;
    private long? begun;
    private int passed;
    private long held;

    /// <summary>Whether a message may pass, and how many were held back before it.</summary>
    public bool TryPass(out long before)
    {
        lock (gate)
        {
            if (begun is not { } at || clock.GetElapsedTime(at) >= period || clock.GetElapsedTime(at) < TimeSpan.Zero)
            {
                (begun, passed) = (clock.GetTimestamp(), 0);
            }

            before = 0;
            if (passed == burst)
            {
                held++;
                End();
                return false;
            }

            passed++;
            (before, held) = (held, 0);
            return true;
        }
    }

    /// <summary>How many were held back and are told now: what they were about is over.</summary>
    public long TakeHeld()
    {
        lock (gate)
        {
            var all = held;
            held = 0;
            return all;
        }
    }

    /// <summary>Tells at once what was held back: nobody will come at the end of the period.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ending?.Dispose();
            ending = null;
        }

        TellHeld();
    }

    // Called under the gate, with the first one that is held back.
    private void End()
    {
        if (held == 1)
        {
            ending?.Dispose();
            ending = clock.CreateTimer(static throttle => ((Throttle)throttle!).TellHeld(), this, period, Timeout.InfiniteTimeSpan);
        }
    }

    private void TellHeld()
    {
        if (TakeHeld() is > 0 and var all)
        {
            tellHeld(all);
        }
    }
}
