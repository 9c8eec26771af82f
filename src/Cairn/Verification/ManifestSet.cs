using Cairn.Merkle;

namespace Cairn;

/// <summary>
/// What a log's manifests account for. One that is altered accounts for nothing; what it may have named is then not held against the
/// entries one by one, for the manifest is the finding.
/// </summary>
internal sealed class ManifestSet
{
    private readonly Dictionary<long, ManifestRow> rows = [];
    private readonly List<(NumberRange Range, ManifestRow Row)> expired = [];
    private readonly Dictionary<string, List<NumberRange>> dropped = new(StringComparer.Ordinal);
    private readonly HashSet<Hash> erased = [];
    private readonly Dictionary<string, long> damaged = new(StringComparer.Ordinal);

    // Where the walk over the entries is: the next range, and of those begun the one that reaches furthest.
    private int next;
    private (NumberRange Range, ManifestRow? Row) current = (new(-1, -1), null);

    public IReadOnlyCollection<ManifestRow> Rows => rows.Values;

    /// <summary>The digests whose disclosures were deleted.</summary>
    public IReadOnlySet<Hash> Erased => erased;

    public ManifestRow? At(long index) => rows.GetValueOrDefault(index);

    /// <summary>Adds a manifest.</summary>
    /// <param name="row">As stored.</param>
    /// <param name="isGrounded">Whether its entry commits to it.</param>
    public void Add(ManifestRow row, bool isGrounded)
    {
        rows[row.Index] = row;
        if (isGrounded)
        {
            Believe(row);
        }
        else
        {
            Damage(row.Index, row.Attests?.Action);
        }
    }

    /// <summary>Once all are added, before the walk.</summary>
    public void Sort() => expired.Sort((a, b) => a.Range.From.CompareTo(b.Range.From));

    /// <summary>The manifest that says an entry has expired. Asked in ascending order.</summary>
    public ManifestRow? ExpiryOf(long index)
    {
        for (; next < expired.Count && expired[next].Range.From <= index; next++)
        {
            if (expired[next].Range.To > current.Range.To)
            {
                current = expired[next];
            }
        }

        return index <= current.Range.To ? current.Row : null;
    }

    /// <summary>The ranges of entries that have expired, ascending and disjoint.</summary>
    public List<NumberRange> ExpiredRanges() => NumberRange.Joined(expired.Select(e => e.Range));

    /// <summary>The sequence numbers of a producer that will not come.</summary>
    public IReadOnlyList<NumberRange> DroppedBy(string producer) => dropped.GetValueOrDefault(producer) ?? [];

    /// <summary>Notes that the manifest of an entry cannot be believed.</summary>
    /// <param name="index">The entry.</param>
    /// <param name="action">What it attested; <see langword="null"/>: that cannot be told, it may have been anything.</param>
    public void Damage(long index, string? action)
    {
        foreach (var known in action is null ? CairnActions.All.Select(a => a.Name) : [action])
        {
            damaged[known] = Math.Max(index, damaged.GetValueOrDefault(known, -1));
        }
    }

    /// <summary>The newest entry whose altered manifest of this action may have named something about an earlier index.</summary>
    public long? MayBeNamed(string action, long index) => damaged.TryGetValue(action, out var newest) && newest > index ? newest : null;

    private void Believe(ManifestRow row)
    {
        switch (row.Attests)
        {
            case ExpiryPlannedManifest manifest:
                expired.AddRange(manifest.Set.Ranges().Select(range => (range, row)));
                break;
            case ErasedManifest manifest:
                erased.UnionWith(manifest.Digests.Select(digest => new Hash(System.Buffers.Text.Base64Url.DecodeFromChars(digest))));
                break;
            case DroppedManifest manifest:
                dropped[manifest.Producer] = NumberRange.Joined(DroppedBy(manifest.Producer).Concat(manifest.Ranges));
                break;
        }
    }
}
