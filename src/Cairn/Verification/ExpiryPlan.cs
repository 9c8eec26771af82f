using Cairn.Manifests;

namespace Cairn.Verification;

/// <summary>A plan by which entries may go, and what came of it.</summary>
internal sealed class ExpiryPlan(ManifestRow row, ExpiryPlannedManifest manifest)
{
    private readonly List<IndexSet> held = [];

    public ManifestRow Row => row;

    public IndexSet Set => manifest.Set;

    public DateTimeOffset? NotBefore => manifest.NotBefore;

    /// <summary>How many of the entries it names are not there.</summary>
    public long Gone { get; set; }

    /// <summary>The newest entry that says what came of it; <see langword="null"/>: none does.</summary>
    public long? Result { get; private set; }

    public void Add(long index, ExpiredManifest result)
    {
        Result = index;
        if (result.Held is { } some)
        {
            held.Add(some);
        }
    }

    /// <summary>The hold because of which an entry may not have gone by this plan; <see langword="null"/>: none is known.</summary>
    /// <remarks>
    /// When an entry went is not written anywhere: after the plan, and before the result if there is one. A hold placed before the plan
    /// and lifted after the result, or in force, kept it all that time. One placed in between may have come too late, but for entries
    /// that the result says were held.
    /// </remarks>
    public PlacedHold? Keeping(long index, HoldHistory holds) =>
        holds.Keeping(index, Result is { } result && IsHeld(index) ? result : row.Index, Result);

    private bool IsHeld(long index)
    {
        foreach (var set in held)
        {
            if (set.Contains(index))
            {
                return true;
            }
        }

        return false;
    }
}
