using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>
/// Whether what a manifest says fits its own entry and the manifests before it. Asked in ascending order; each answer is in words,
/// or <see langword="null"/>.
/// </summary>
internal sealed class ManifestClaims(ManifestSet manifests)
{
    private readonly Dictionary<(string Kind, string Run), RunParts> runs = [];

    /// <summary>How many entries each run says have gone by its plan.</summary>
    public IEnumerable<(long Index, ExpiryPlan Plan, long Count)> Results =>
        // Just asked.
        runs.Values.Where(r => r.Plan is not null).Select(r => (r.Newest, r.Plan!, r.Total));

    public string? Check(long index, Leaf leaf, Manifest manifest) => manifest switch
    {
        ExpiryPlannedManifest m => Older(m.Set, index) ?? Policy(m.Policy, index) ?? Part(m, m.Run, index),
        ExpiredManifest m => Result(index, leaf, m),
        ErasedManifest m => Part(m, m.Run, index),
        HoldPlacedManifest m => Older(m.Set, index),
        LogMovedManifest m => m.Size <= index ? null : "the manifest names a size beyond its own entry",
        ActionDeclaredManifest m =>
            leaf.Id == ActionDeclaredManifest.IdOf(m.Format()) ? null : "the entry's id is not the one its declaration gives it",
        _ => null,
    };

    private static string? Older(IndexSet set, long index) =>
        set.Last < index ? null : "the manifest names entries that are not older than its own";

    private string? Policy(long? policy, long index) =>
        policy is not { } at || (at < index && manifests.At(at) is { } row && row.Attests is PolicySetManifest or null)
            ? null
            : $"the manifest names entry {at} as its policy, which is none";

    private string? Result(long index, Leaf leaf, ExpiredManifest manifest)
    {
        if (manifests.Plans.At(manifest.Plan) is not { } plan)
        {
            return manifest.Plan < index && manifests.At(manifest.Plan) is not null and not { Attests: not (null or ExpiryPlannedManifest) }
                ? null // An altered one, which is a finding of its own.
                : $"the manifest names entry {manifest.Plan} as its plan, which is none";
        }

        return manifest.Plan >= index ? "the manifest names a plan that is not older than its own entry"
            : leaf.RecordedAt < plan.NotBefore
                ? $"the manifest says that entries have gone which were to stay until {RfcTime.Format(plan.NotBefore.Value)}"
            : manifest.Held is { } held && NumberRange.Without(held.Ranges(), plan.Set.Ranges()).Any()
                ? "the manifest says that entries were held which its plan does not name"
            : Part(manifest, manifest.Run, index) ?? Sum(index, manifest, plan);
    }

    private string? Part(Manifest manifest, ManifestPart part, long index)
    {
        if (!runs.TryGetValue((manifest.Kind, part.Of), out var run))
        {
            runs.Add((manifest.Kind, part.Of), run = new(part.Count));
        }

        run.Newest = index;
        return run.Count != part.Count ? $"the manifest is of a run of {part.Count} parts, and an earlier one says {run.Count}"
            : run.Seen.Add(part.Number) ? null : $"part {part.Number} of the manifest's run is there twice";
    }

    private string? Sum(long index, ExpiredManifest manifest, ExpiryPlan plan)
    {
        var run = runs[(manifest.Kind, manifest.Run.Of)]; // Just added.
        if (run.Plan is not null && run.Plan != plan)
        {
            return "the manifest names another plan than the parts before it";
        }

        run.Plan = plan;
        run.Named += manifest.Count + (manifest.Held?.Count ?? 0);
        if (run.Named > plan.Set.Count)
        {
            return "the manifest says that more entries have gone or were held than its plan names";
        }

        run.Total += manifest.Count;
        return null;
    }

    /// <summary>The parts of one run, as far as they have come.</summary>
    private sealed class RunParts(long count)
    {
        public long Count => count;

        public HashSet<long> Seen { get; } = [];

        public ExpiryPlan? Plan { get; set; }

        /// <summary>The entry of the newest part.</summary>
        public long Newest { get; set; }

        /// <summary>How many entries have gone, as they say.</summary>
        public long Total { get; set; }

        /// <summary>How many have gone or were held.</summary>
        public long Named { get; set; }
    }
}
