namespace Cairn;

/// <summary>The signing turn of one log in memory.</summary>
internal sealed class MemoryTurn : IAsyncDisposable
{
    private readonly MemoryRows rows;
    private readonly long log;

    private MemoryTurn(MemoryRows rows, long log) => (this.rows, this.log) = (rows, log);

    /// <summary>Called with the rows' lock.</summary>
    public static MemoryTurn? Take(MemoryRows rows, LogIdentity log) => rows.Turns.Add(log.Key) ? new(rows, log.Key) : null;

    public ValueTask DisposeAsync()
    {
        lock (rows.Lock)
        {
            rows.Turns.Remove(log);
        }

        return ValueTask.CompletedTask;
    }
}
