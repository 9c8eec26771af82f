using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Postgres;

/// <summary>An event that the log knows already.</summary>
/// <param name="Index">Where it is.</param>
/// <param name="Digest">The keyed digest of the event; <see langword="null"/> after an erasure.</param>
/// <param name="LeafHash">What the tree holds there.</param>
internal readonly record struct KnownEvent(long Index, byte[]? Digest, Hash LeafHash);

/// <summary>What becomes of a batch: which of its entries are new, given what is known of the log so far.</summary>
internal sealed class AppendPlan(IReadOnlyList<SealedEntry> batch)
{
    private readonly Dictionary<Guid, KnownEvent> known = [];

    /// <summary>The entries that are new, in order: each event id once.</summary>
    public List<SealedEntry> Fresh { get; private set; } = Distinct(batch, []);

    /// <summary>Takes note of an event that the log has.</summary>
    public void Know(Guid id, KnownEvent knownEvent) => known[id] = knownEvent;

    /// <summary>Leaves out what the log has.</summary>
    public void LeaveOutKnown() => Fresh = Distinct(batch, known);

    /// <summary>One answer for each entry, when the fresh ones stand from this index on.</summary>
    public AppendResult[] Results(long from)
    {
        foreach (var entry in Fresh)
        {
            known.Add(entry.Leaf.Id, new(from++, null, entry.LeafHash));
        }

        var fresh = new HashSet<SealedEntry>(Fresh, ReferenceEqualityComparer.Instance);
        var firsts = Fresh.ToDictionary(e => e.Leaf.Id);
        return [.. batch.Select(
            entry => fresh.Remove(entry) ? Answer(AppendStatus.Appended, entry) : Known(entry, firsts.GetValueOrDefault(entry.Leaf.Id)))];
    }

    private static List<SealedEntry> Distinct(IReadOnlyList<SealedEntry> batch, Dictionary<Guid, KnownEvent> known)
    {
        var seen = new HashSet<Guid>(batch.Count);
        var fresh = new List<SealedEntry>(batch.Count);
        foreach (var entry in batch)
        {
            if (!known.ContainsKey(entry.Leaf.Id) && seen.Add(entry.Leaf.Id))
            {
                fresh.Add(entry);
            }
        }

        return fresh;
    }

    // An erased digest no longer tells events apart: the id alone is the answer then.
    private AppendResult Known(SealedEntry entry, SealedEntry? first)
    {
        var digest = first?.EventDigest ?? known[entry.Leaf.Id].Digest;
        return Answer(
            digest is null || CryptographicOperations.FixedTimeEquals(digest, entry.EventDigest)
                ? AppendStatus.Replayed
                : AppendStatus.Conflict,
            entry);
    }

    private AppendResult Answer(AppendStatus status, SealedEntry entry) =>
        new(status, known[entry.Leaf.Id].Index, known[entry.Leaf.Id].LeafHash);
}
