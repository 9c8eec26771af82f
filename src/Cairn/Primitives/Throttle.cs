namespace Cairn.Primitives;

/// <summary>Lets a few messages through and counts the others, so that what fails a thousand times a second fills no disk with its log.</summary>
/// <param name="clock">The time.</param>
/// <param name="burst">How many may pass in each period.</param>
/// <param name="period">How long a period is.</param>
internal sealed class Throttle(TimeProvider clock, int burst, TimeSpan period)
{
    private readonly Lock gate = new();
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
                return false;
            }

            passed++;
            (before, held) = (held, 0);
            return true;
        }
    }
}
