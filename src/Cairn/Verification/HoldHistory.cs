using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>From when to when which hold kept which entries, as the manifests say.</summary>
internal sealed class HoldHistory
{
    private readonly List<PlacedHold> placed = [];

    /// <summary>Adds what an entry placed. Entries are added in ascending order.</summary>
    public void Add(long index, HoldPlacedManifest manifest) => placed.Add(new(manifest.Hold.Of, manifest.Set, index));

    /// <summary>Adds what an entry lifted.</summary>
    public void Add(long index, HoldLiftedManifest manifest)
    {
        foreach (var hold in placed.Where(h => h.Hold == manifest.Hold && h.IsInForce))
        {
            hold.Lifted = index;
        }
    }

    /// <summary>
    /// The hold that kept an entry from somewhere before one index until behind another; <see langword="null"/>: none did all that time.
    /// </summary>
    /// <param name="index">The entry.</param>
    /// <param name="from">By when it had to be placed.</param>
    /// <param name="to">Until when it must not have been lifted; <see langword="null"/>: it is in force.</param>
    public PlacedHold? Keeping(long index, long from, long? to)
    {
        foreach (var hold in placed)
        {
            if (hold.Index < from && hold.Set.Contains(index) && (hold.IsInForce || hold.Lifted > to))
            {
                return hold;
            }
        }

        return null;
    }

    /// <summary>Whether anything is kept under a hold.</summary>
    public bool IsInForce(string hold) => placed.Exists(h => h.Hold == hold && h.IsInForce);

    /// <summary>The holds in force with their ranges: by hold, ascending, disjoint and not touching.</summary>
    public IEnumerable<StoredHold> InForce() =>
        placed.Where(h => h.IsInForce).GroupBy(h => h.Hold, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => NumberRange.Merged(g.Select(h => h.Set.Ranges())).Select(r => new StoredHold(g.Key, r.From, r.To)));
}

/// <summary>What one entry put under a hold.</summary>
internal sealed class PlacedHold(string hold, IndexSet set, long index)
{
    public string Hold => hold;

    public IndexSet Set => set;

    /// <summary>The entry that placed it.</summary>
    public long Index => index;

    /// <summary>The entry that lifted it.</summary>
    public long? Lifted { get; set; }

    public bool IsInForce => Lifted is null;
}
