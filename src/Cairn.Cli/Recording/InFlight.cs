namespace Cairn.Cli;

/// <summary>
/// How much may be on its way into the log: many events, so that they share commits, and few bytes, so that memory stays flat.
/// </summary>
internal sealed class InFlight : IDisposable
{
    public const int MostEvents = 1_024;
    private const int BytesPerPlace = 4 * 1024;

    private readonly SemaphoreSlim places = new(MostEvents, MostEvents);

    /// <summary>Waits until there is room for a line. Called by one reader only: two could take each other's half.</summary>
    /// <returns>The places to give back.</returns>
    public async Task<int> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        var needed = (int)Math.Min(1 + (bytes / BytesPerPlace), MostEvents);
        for (var taken = 0; taken < needed; taken++)
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return needed;
    }

    public void Leave(int taken) => places.Release(taken);

    public void Dispose() => places.Dispose();
}
