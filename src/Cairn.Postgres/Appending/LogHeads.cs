using System.Collections.Concurrent;
using Cairn.Stores;

namespace Cairn.Postgres;

/// <summary>Where this process last saw the head of each log it appends to: the common append then takes one round trip.</summary>
internal sealed class LogHeads
{
    // A kibibyte each at most. Beyond that many logs, those nobody is appending to are asked for again.
    private const int Kept = 10_000;

    private readonly ConcurrentDictionary<long, LogHead> heads = new();

    public LogHead Of(long log)
    {
        if (heads.Count > Kept)
        {
            heads.Clear();
        }

        return heads.GetOrAdd(log, _ => new());
    }
}

/// <summary>One log's head as last seen; appends of this process to it take turns.</summary>
internal sealed class LogHead
{
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Touched only by whoever has the turn; <see langword="null"/>: nobody knows.</summary>
    public StoredHead? Seen { get; set; }
}
