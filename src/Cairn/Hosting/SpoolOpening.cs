namespace Cairn.Hosting;

/// <summary>
/// Opens the spool when it is first needed. An opening that failed is tried again, at most once a second: each call that records asks.
/// </summary>
/// <param name="open">Opens it.</param>
/// <param name="clock">Measures the pause.</param>
internal sealed class SpoolOpening(Func<SpoolPipeline> open, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private volatile SpoolPipeline? opened;
    private volatile Exception? failure; // Written under the gate.
    private long failedAt;

    /// <summary><see langword="null"/> where nothing needed it yet, or it cannot be opened.</summary>
    public SpoolPipeline? Opened => opened;

    /// <summary>Why it cannot be opened; <see langword="null"/>: it is open, or nothing needed it yet.</summary>
    public string? Problem => failure?.Message;

    /// <exception cref="CairnStoreException">The folder cannot be used.</exception>
    public SpoolPipeline Open()
    {
        if (opened is { } side)
        {
            return side;
        }

        lock (gate)
        {
            return opened ?? (failure is null || clock.GetElapsedTime(failedAt) >= Pause
                ? OpenNow()
                : throw new CairnStoreException(failure.Message, failure));
        }
    }

    private SpoolPipeline OpenNow()
    {
        try
        {
            opened = open();
            failure = null;
            return opened;
        }
        catch (Exception e)
        {
            (failure, failedAt) = (e, clock.GetTimestamp());
            throw;
        }
    }
}
