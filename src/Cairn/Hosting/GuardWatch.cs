using Cairn.Stores;

namespace Cairn.Hosting;

/// <summary>
/// Looks now and then whether the store still refuses what it must refuse: an operator may have switched a trigger off and forgotten it.
/// </summary>
internal sealed class GuardWatch(ILogStore store, TimeProvider clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>After one that failed: who asks for the health often must not ask a troubled store as often.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private IReadOnlyList<StoreFlaw> flaws = [];
    private long? next; // When to look again. Touched only by who looks.
    private int looking;

    /// <summary>What the guards lacked when they were last looked at.</summary>
    public IReadOnlyList<StoreFlaw> Flaws => Volatile.Read(ref flaws);

    /// <summary>
    /// Looks, unless somebody did a moment ago or does so now. A store that is away is told of elsewhere: what was known stands.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref looking, 1) == 1)
        {
            return;
        }

        try
        {
            if (next is not { } at || clock.GetTimestamp() >= at)
            {
                next = In(Pause);
                Volatile.Write(ref flaws, await FlawsAsync(cancellationToken).ConfigureAwait(false));
                next = In(Every);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A later check of the health looks again.
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }

    // A look that nobody waits for any more is given up, with its connection: each next one would take one more.
    private async Task<IReadOnlyList<StoreFlaw>> FlawsAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await store.CheckGuardsAsync(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
    }

    private long In(TimeSpan time) => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);
}
