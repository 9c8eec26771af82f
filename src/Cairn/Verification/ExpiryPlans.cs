using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>
/// The plans by which entries may go, asked along the log. Memory is that of the plans' texts: some 37 KiB for 300,000
/// holes that do not touch.
/// </summary>
internal sealed class ExpiryPlans(HoldHistory holds, DateTimeOffset now)
{
    // Clocks of hosts, databases and verifiers differ.
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private readonly Dictionary<long, ExpiryPlan> byIndex = [];
    private readonly List<ExpiryPlan> waiting = [];
    private readonly List<ExpiryPlan> open = [];
    private int next;

    public void Add(ManifestRow row, ExpiryPlannedManifest manifest)
    {
        var plan = new ExpiryPlan(row, manifest);
        byIndex[row.Index] = plan;
        waiting.Add(plan);
    }

    public void Add(long index, ExpiredManifest result) => byIndex.GetValueOrDefault(result.Plan)?.Add(index, result);

    /// <summary>The plan of an entry, where it is believed.</summary>
    public ExpiryPlan? At(long index) => byIndex.GetValueOrDefault(index);

    /// <summary>Once all are added, before the first question.</summary>
    public void Sort() => waiting.Sort((a, b) => a.Set.First.CompareTo(b.Set.First));

    /// <summary>A plan that names an entry. Asked in ascending order, as <see cref="Account"/>.</summary>
    public ExpiryPlan? Naming(long index)
    {
        MoveTo(index);
        foreach (var plan in open)
        {
            if (plan.Set.Contains(index))
            {
                return plan;
            }
        }

        return null;
    }

    /// <summary>How an entry that is not there may have gone: by a plan, or why by none of those that name it.</summary>
    public (ExpiryPlan? By, ExpiryRefusal? Refused) Account(long index)
    {
        MoveTo(index);
        (ExpiryPlan? by, ExpiryRefusal? refused) = (null, null);
        foreach (var plan in open)
        {
            if (plan.Set.Contains(index))
            {
                plan.Gone++;
                var refusal = by is null ? Refusal(index, plan) : null;
                (by, refused) = by is null && refusal is null ? (plan, null) : (by, by is null ? refusal : null);
            }
        }

        return (by, refused);
    }

    private ExpiryRefusal? Refusal(long index, ExpiryPlan plan) =>
        plan.Keeping(index, holds) is { } hold
            ? new($"the entry is not there, though the hold {hold.Hold} kept it", hold.IsInForce ? hold.Hold : null)
        : plan.NotBefore is { } time && time - Skew > now
            ? new($"the entry is not there, though it was to stay until {RfcTime.Format(time)}", null)
        : null;

    private void MoveTo(long index)
    {
        for (; next < waiting.Count && waiting[next].Set.First <= index; next++)
        {
            open.Add(waiting[next]);
        }

        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Set.Last < index)
            {
                open.RemoveAt(i);
            }
        }
    }
}

/// <summary>Why an entry that a plan names may not have gone by it.</summary>
/// <param name="Words">What a finding says.</param>
/// <param name="Hold">
/// The hold that kept it and was in force when the manifests were read; <see langword="null"/>: none was, or it was too early.
/// </param>
internal sealed record ExpiryRefusal(string Words, string? Hold);
