using Cairn.Entries;

namespace Cairn.Stores;

/// <summary>The place a memory store keeps its logs: several stores may share one, as several processes share a file.</summary>
internal sealed class MemoryRows
{
    /// <summary>Whoever touches the rows holds it.</summary>
    public Lock Lock { get; } = new();

    public List<MemoryLog> Logs { get; } = [];

    /// <summary>The owner's settings: how long entries stay at least.</summary>
    public Dictionary<string, long> Settings { get; } = [];

    /// <summary>Logs that somebody signs at this moment.</summary>
    public HashSet<long> Turns { get; } = [];

    public MemoryLog Of(LogIdentity log) =>
        Logs.Find(l => l.Identity.Key == log.Key) ?? throw new CairnStoreException($"This memory holds no log {log.LogId}.");
}
