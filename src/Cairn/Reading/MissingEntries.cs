using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Tells entries that have expired, as a plan in the log allows, from those that are missing.</summary>
internal sealed class MissingEntries(ILogStore store, LogIdentity log)
{
    /// <summary>What of these gaps no plan names.</summary>
    /// <param name="gaps">Indexes at which no entry was found; ascending, disjoint.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<NumberRange>> InAsync(IReadOnlyList<NumberRange> gaps, CancellationToken cancellationToken)
    {
        if (gaps.Count == 0)
        {
            return [];
        }

        var manifests = new ManifestSet();
        await new ManifestReader(
            store, log).ReadAsync(manifests, 0, long.MaxValue, ExpiryPlannedManifest.Name, cancellationToken).ConfigureAwait(false);
        var plans = manifests.Rows.Select(r => manifests.Plans.At(r.Index)).OfType<ExpiryPlan>();
        return [.. NumberRange.Without(gaps, NumberRange.Merged(plans.Select(p => p.Set.Ranges())))];
    }
}
