using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>One log's rows in memory. Nothing guards them: tests alter them as an intruder would.</summary>
internal sealed class MemoryLog(LogIdentity identity)
{
    public LogIdentity Identity { get; set; } = identity;

    public StoredHead Head { get; set; } = new(0, ReadOnlyMemory<byte>.Empty, 0);

    public SortedDictionary<long, StoredEntry> Entries { get; } = [];

    /// <summary>Index by event id; an id whose entry is gone is new again.</summary>
    public Dictionary<Guid, long> Ids { get; } = [];

    public SortedDictionary<long, StoredManifest> Manifests { get; } = [];

    public Dictionary<TileId, ReadOnlyMemory<byte>> Tiles { get; } = [];

    public Dictionary<Hash, StoredSubject> Directory { get; } = [];

    /// <summary>By what people are called, then whom.</summary>
    public SortedDictionary<(UInt128 Identifier, string Subject), StoredAlias> Aliases { get; } = new(
        Comparer<(UInt128 Identifier, string Subject)>.Create(
            (a, b) => a.Identifier != b.Identifier ? a.Identifier.CompareTo(b.Identifier) : string.CompareOrdinal(a.Subject, b.Subject)));

    /// <summary>What holds in force keep.</summary>
    public List<StoredHold> Holds { get; } = [];

    public List<StoredVerifierKey> VerifierKeys { get; } = [];

    /// <summary>Rows of networks at no entry: only tests put them here.</summary>
    public List<long> StrayAddresses { get; } = [];

    public string? Checkpoint { get; set; }

    public StoredEntry? Find(Guid eventId) => Ids.TryGetValue(eventId, out var index) ? Entries.GetValueOrDefault(index) : null;

    /// <summary>
    /// Drops the entries of a range with all that stands beside them, as expiry will. Persons stay in the directory:
    /// later entries may name them.
    /// </summary>
    public void Forget(IndexRange range)
    {
        foreach (var index in Entries.Keys.Where(range.Contains).ToList())
        {
            Ids.Remove(Entries[index].Columns.EventId);
            Entries.Remove(index);
        }
    }
}
