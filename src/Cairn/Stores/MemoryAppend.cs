using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Stores;

/// <summary>One append to a log in memory: worked out beside the rows, then moved into them at once.</summary>
internal sealed class MemoryAppend
{
    private readonly MemoryLog log;
    private readonly RightEdge edge;
    private readonly TileBuilder tiles;
    private readonly Dictionary<Guid, StoredEntry> added = [];
    private readonly List<StoredManifest> manifests = [];
    private readonly Dictionary<Hash, StoredSubject> subjects = [];
    private readonly List<StoredAlias> aliases = [];
    private long storedAt;

    /// <param name="log">The log.</param>
    /// <param name="people">How often persons had left when names were looked up; <see langword="null"/>: none were.</param>
    /// <exception cref="SubjectRaceException">Persons left since.</exception>
    public MemoryAppend(MemoryLog log, long? people)
    {
        if (people is { } seen && seen != log.Head.People)
        {
            throw new SubjectRaceException();
        }

        this.log = log;
        storedAt = log.Head.StoredAt;
        edge = RightEdge.FromBytes(log.Head.Size, log.Head.Edge.Span);
        tiles = new(log.Head.Size, level => log.Tiles[new(level, log.Head.Size >> (8 * (level + 1)))]);
    }

    /// <summary>Gives an entry its place, unless its id is known.</summary>
    /// <exception cref="SubjectRaceException">The directory knows one of its new subjects by another name.</exception>
    public AppendResult Add(SealedEntry entry)
    {
        if ((log.Find(entry.Leaf.Id) ?? added.GetValueOrDefault(entry.Leaf.Id)) is { } known)
        {
            return new(IsSame(known, entry) ? AppendStatus.Replayed : AppendStatus.Conflict, known.Index, Hash.OfLeaf(known.Leaf.Span));
        }

        var index = edge.Size;
        storedAt = Math.Max(storedAt, RfcTime.ToMicroseconds(entry.Leaf.RecordedAt));
        added.Add(entry.Leaf.Id, Row(entry, index));
        Accompany(entry, index);
        edge.Append(entry.LeafHash);
        tiles.Append(entry.LeafHash);
        return new(AppendStatus.Appended, index, entry.LeafHash);
    }

    public void Commit()
    {
        foreach (var entry in added.Values)
        {
            log.Entries.Add(entry.Index, entry);
            log.Ids[entry.Columns.EventId] = entry.Index;
        }

        foreach (var manifest in manifests)
        {
            log.Manifests.Add(manifest.Index, manifest);
            Hold(log.Entries[manifest.Index].Columns.Action, manifest.Json);
        }

        foreach (var (identifier, subject) in subjects)
        {
            log.Directory.Add(identifier, subject);
        }

        foreach (var alias in aliases)
        {
            log.Aliases.TryAdd((alias.Identifier.Value, alias.Subject), alias);
        }

        foreach (var (tile, hashes) in tiles.Changed)
        {
            log.Tiles[tile] = hashes;
        }

        log.Head = log.Head with { Size = edge.Size, Edge = edge.ToBytes(), StoredAt = storedAt };
    }

    private void Hold(string action, ReadOnlyMemory<byte> manifest)
    {
        var change = HoldRules.Of(action, manifest);
        if (change is HoldLiftedManifest lifted)
        {
            log.Holds.RemoveAll(h => h.Hold == lifted.Hold);
        }
        else if (change is HoldPlacedManifest placed)
        {
            log.Holds.AddRange(HoldRules.RowsOf(placed).Where(h => !log.Holds.Contains(h)));
        }
    }

    // An erased digest no longer tells events apart: the id alone is the answer then.
    private static bool IsSame(StoredEntry known, SealedEntry entry) =>
        known.EventDigest is not { IsEmpty: false } digest || CryptographicOperations.FixedTimeEquals(digest.Span, entry.EventDigest);

    private StoredEntry Row(SealedEntry entry, long index) => new()
    {
        Index = index,
        Leaf = entry.LeafBytes,
        StoredAt = storedAt,
        Columns = SearchColumns.Of(entry.Leaf),
        Targets = [.. entry.Leaf.Targets.Select((t, n) => new StoredTarget(n, t.Type, t.Id ?? ""))],
        Disclosures = [.. entry.Disclosures.Select(d => new StoredDisclosure(d.Name, d.Subject, d.Class, 0, d.Json))],
        Network = entry.Network is { } network ? new(network, entry.LookupKeyId) : null,
        EventDigest = entry.EventDigest,
        ReplayKeyId = entry.ReplayKeyId,
    };

    private void Accompany(SealedEntry entry, long index)
    {
        if (entry.Manifest is { } manifest)
        {
            manifests.Add(new(index, manifest) { Kind = StoredManifest.KindOf(manifest) });
        }

        foreach (var (identifier, subject) in entry.NewSubjects)
        {
            var known = log.Directory.GetValueOrDefault(identifier) ?? subjects.GetValueOrDefault(identifier);
            if (known is null)
            {
                subjects.Add(identifier, new(index, identifier, subject, entry.LookupKeyId));
            }
            else if (known.Subject != subject)
            {
                throw new SubjectRaceException();
            }
        }

        aliases.AddRange(entry.Aliases.Select(a => new StoredAlias(index, a.Identifier, a.Subject, entry.LookupKeyId)));
    }
}
