namespace Cairn;

/// <summary>Looks now and then whether the store still refuses what it must refuse: an operator may have switched a trigger off and forgotten it.</summary>
internal sealed class GuardWatch(ILogStore store, TimeProvider clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private IReadOnlyList<StrayRow> flaws = [];
    private long? lookedAt;
    private int looking;

    /// <summary>What the guards lacked when they were last looked at.</summary>
    public IReadOnlyList<StrayRow> Flaws => Volatile.Read(ref flaws);

    /// <summary>Looks, unless somebody did a moment ago or does so now. A store that is away is told of elsewhere: what was known stands.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref looking, 1) == 1)
        {
            return;
        }

        try
        {
            if (lookedAt is not { } last || clock.GetElapsedTime(last) >= Every)
            {
                Volatile.Write(ref flaws, await store.CheckGuardsAsync(cancellationToken).AsTask().WaitAsync(Patience, clock, cancellationToken).ConfigureAwait(false));
                lookedAt = clock.GetTimestamp();
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next check of the health looks again.
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }
}
