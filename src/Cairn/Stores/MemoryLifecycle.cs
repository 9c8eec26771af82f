using Cairn.Manifests;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>The ways out of a log in memory. The caller holds the lock; each member decides first and deletes then.</summary>
internal sealed class MemoryLifecycle(MemoryRows rows, MemoryLog log, DateTimeOffset now)
{
    private List<IndexRange> Held => IndexRanges.Joined(log.Holds.Select(h => new IndexRange(h.From, h.To + 1)));

    public ExpiryResult Expire(long plan)
    {
        var named = Plan(plan);
        var held = IndexRanges.Common(named, Held);
        var going = Going(IndexRanges.Without(named, held));
        var persons = Delete(going);
        var gone = named.Sum(r => r.To - r.From) - log.Entries.Keys.Count(i => named.Exists(r => r.Contains(i)));
        return new(going.Count, gone, persons, held);
    }

    public ErasureResult Erase(long manifest, IReadOnlyCollection<long> indexes)
    {
        var named = Committed<ErasedManifest>(manifest).Digests.ToHashSet(StringComparer.Ordinal);
        var entries = indexes.Distinct().Where(i => i < manifest).Select(log.Entries.GetValueOrDefault).OfType<StoredEntry>().ToList();
        var held = Held;
        if (entries.Find(e => held.Exists(r => r.Contains(e.Index))) is { } kept)
        {
            throw ReleaseRules.Held(kept.Index);
        }

        var erased = new List<StoredDisclosure>();
        foreach (var entry in entries)
        {
            StoredDisclosure[] going = [.. entry.Disclosures.Where(
                d => named.Contains(ReleaseRules.DigestOf(d.KeyId, d.Digest, d.Json.Span)))];
            if (going.Length > 0)
            {
                log.Entries[entry.Index] = Without(entry, going);
                erased.AddRange(going);
            }
        }

        return new(erased.Count, Leave(erased.Where(d => ReleaseRules.SaysWho(d.Name)).Select(d => d.Subject)));
    }

    public static long? DropMonth(MemoryRows rows, int month, DateTimeOffset now)
    {
        var logs = rows.Logs.ConvertAll(l => new MemoryLifecycle(rows, l, now));
        var going = logs.ConvertAll(l => l.OfMonth(month));
        if (!logs.Zip(going).All(l => l.First.MayGo(l.Second)))
        {
            return null;
        }

        foreach (var (one, entries) in logs.Zip(going))
        {
            one.Delete(entries);
        }

        return going.Sum(g => (long)g.Count);
    }

    private List<StoredEntry> OfMonth(int month) =>
        [.. log.Entries.Values.Where(e => ReleaseRules.MonthOf(e.StoredAt) == month && !ReleaseRules.IsOwn(e.Columns.Action))];

    private bool MayGo(List<StoredEntry> entries)
    {
        var named = IndexRanges.Joined(log.Manifests.Keys.SelectMany(Due));
        var held = Held;
        return entries.TrueForAll(e => named.Exists(r => r.Contains(e.Index)) && !held.Exists(r => r.Contains(e.Index)) && !IsYoung(e));
    }

    // What a plan names whose time has come; nothing where it is none.
    private IEnumerable<IndexRange> Due(long index) =>
        Manifest.TryParse(log.Manifests[index].Json, out var read, out _) && read is ExpiryPlannedManifest plan && !(plan.NotBefore > now)
            ? Plan(index)
            : [];

    private List<IndexRange> Plan(long plan) => ReleaseRules.Due(Committed<ExpiryPlannedManifest>(plan), plan, now);

    private T Committed<T>(long index)
        where T : Manifest
    {
        var tile = log.Tiles.GetValueOrDefault(new(0, index / TileId.FullWidth)).Span;
        var at = (int)(index % TileId.FullWidth) * Hash.Size;
        return ReleaseRules.Committed<T>(
            log.Manifests.GetValueOrDefault(index)?.Json,
            log.Entries.GetValueOrDefault(index)?.Leaf,
            at >= 0 && tile.Length >= at + Hash.Size ? new(tile.Slice(at, Hash.Size)) : null,
            index);
    }

    private List<StoredEntry> Going(List<IndexRange> ranges) =>
        [.. log.Entries.Values.Where(e => ranges.Exists(r => r.Contains(e.Index)) && !ReleaseRules.IsOwn(e.Columns.Action) && !IsYoung(e))];

    private bool IsYoung(StoredEntry entry) =>
        new Floors(rows.Settings, now).Keep(entry.Columns.Action, entry.Columns.Category, entry.StoredAt);

    private long Delete(List<StoredEntry> going)
    {
        var indexes = going.Select(e => e.Index).ToHashSet();
        foreach (var entry in going)
        {
            log.Entries.Remove(entry.Index);
            log.Ids.Remove(entry.Columns.EventId);
        }

        return Leave(going.SelectMany(e => e.Disclosures).Where(d => ReleaseRules.SaysWho(d.Name)).Select(d => d.Subject)
            .Concat(log.Directory.Values.Where(r => indexes.Contains(r.FirstIndex)).Select(r => r.Subject))
            .Concat(log.Aliases.Values.Where(r => indexes.Contains(r.FirstIndex)).Select(r => r.Subject)));
    }

    private static StoredEntry Without(StoredEntry entry, StoredDisclosure[] going) => entry with
    {
        Disclosures = [.. entry.Disclosures.Except(going)],
        Network = Array.Exists(going, d => d.Name == "network") ? null : entry.Network,
        EventDigest = null,
    };

    /// <summary>Removes those of these persons whom no entry names any more.</summary>
    private long Leave(IEnumerable<string?> subjects)
    {
        var named = log.Entries.Values.SelectMany(e => e.Disclosures)
            .Where(d => ReleaseRules.SaysWho(d.Name))
            .Select(d => d.Subject).ToHashSet();
        var leaving = subjects.OfType<string>().Where(s => !named.Contains(s)).ToHashSet(StringComparer.Ordinal);
        var (identifiers, aliases) = (
            log.Directory.Where(r => leaving.Contains(r.Value.Subject)).ToList(),
            log.Aliases.Where(r => leaving.Contains(r.Value.Subject)).ToList());
        identifiers.ForEach(r => log.Directory.Remove(r.Key));
        aliases.ForEach(r => log.Aliases.Remove(r.Key));
        var left = identifiers.Select(r => r.Value.Subject).Concat(aliases.Select(r => r.Value.Subject)).Distinct().Count();
        log.Head = log.Head with { People = log.Head.People + (left > 0 ? 1 : 0) };
        return left;
    }
}
