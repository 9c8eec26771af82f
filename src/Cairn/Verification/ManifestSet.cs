using Cairn.Events;
using Cairn.Manifests;
using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>
/// What a log's manifests account for. One that is altered accounts for nothing; what it may have named is then not held against the
/// entries one by one, for the manifest is the finding.
/// </summary>
internal sealed class ManifestSet
{
    private readonly Dictionary<long, ManifestRow> rows = [];
    private readonly Dictionary<string, List<NumberRange>> dropped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Index, string Action)> declared = new(StringComparer.Ordinal);
    private readonly Dictionary<Hash, ManifestRow> erased = [];
    private readonly Dictionary<string, long> damaged = new(StringComparer.Ordinal);

    /// <param name="now">The verifier's time.</param>
    public ManifestSet(DateTimeOffset? now = null)
        : this(new(), now)
    {
    }

    private ManifestSet(HoldHistory holds, DateTimeOffset? now) =>
        (Holds, Now, Plans) = (holds, now ?? DateTimeOffset.MaxValue, new(holds, now ?? DateTimeOffset.MaxValue));

    public IReadOnlyCollection<ManifestRow> Rows => rows.Values;

    /// <summary>The plans by which entries may go.</summary>
    public ExpiryPlans Plans { get; }

    public HoldHistory Holds { get; }

    /// <summary>The digests whose disclosures were deleted, and the newest manifest that says so.</summary>
    public IReadOnlyDictionary<Hash, ManifestRow> Erased => erased;

    private DateTimeOffset Now { get; }

    /// <summary>A set for the manifests that were added later. It goes on with the holds of this one.</summary>
    public ManifestSet Later() => new(Holds, Now);

    public ManifestRow? At(long index) => rows.GetValueOrDefault(index);

    /// <summary>Adds a manifest, in ascending order of their entries.</summary>
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
    public void Sort() => Plans.Sort();

    /// <summary>The sequence numbers of a producer that will not come.</summary>
    public IReadOnlyList<NumberRange> DroppedBy(string producer) => dropped.GetValueOrDefault(producer) ?? [];

    /// <summary>Where the declaration is that entries call so, and of which action it is.</summary>
    public (long Index, string Action)? Declared(string reference) => declared.TryGetValue(reference, out var found) ? found : null;

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
                Plans.Add(row, manifest);
                break;
            case ExpiredManifest manifest:
                Plans.Add(row.Index, manifest);
                break;
            case HoldPlacedManifest manifest:
                Holds.Add(row.Index, manifest);
                break;
            case HoldLiftedManifest manifest:
                Holds.Add(row.Index, manifest);
                break;
            case ErasedManifest manifest:
                foreach (var digest in manifest.Digests.Select(d => new Hash(System.Buffers.Text.Base64Url.DecodeFromChars(d))))
                {
                    erased[digest] = row;
                }

                break;
            case ActionDeclaredManifest manifest:
                declared.TryAdd(row.Digest[..ActionDeclaredManifest.ReferenceLength], (row.Index, manifest.Declared));
                break;
            case DroppedManifest manifest:
                dropped[manifest.Producer] = NumberRange.Joined(DroppedBy(manifest.Producer).Concat(manifest.Ranges));
                break;
        }
    }
}
