using Cairn.Primitives;

namespace Cairn.Diagnostics;

/// <summary>Counts what was dropped before it had a number, until the log is told. From any thread.</summary>
internal sealed class DropLedger
{
    // Tenants times reasons; beyond it drops are only counted in all.
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private Dictionary<(string Tenant, DropReason Reason), long> counts = [];
    private readonly long[] totals = new long[Enum.GetValues<DropReason>().Length];

    /// <summary>All drops since the start, also those the log was told of.</summary>
    public long Total => Enum.GetValues<DropReason>().Sum(TotalOf);

    public long TotalOf(DropReason reason) => Interlocked.Read(ref totals[(int)reason]);

    /// <summary>Whether there is something to tell the log.</summary>
    public bool Any
    {
        get
        {
            lock (gate)
            {
                return counts.Count > 0;
            }
        }
    }

    /// <param name="tenant">Whose log will be told; <see langword="null"/>: nobody's can be.</param>
    /// <param name="reason">Why.</param>
    public void Count(string? tenant, DropReason reason)
    {
        Interlocked.Increment(ref totals[(int)reason]);
        if (tenant is not null && Grammar.IsTenant(tenant))
        {
            PutBack(new(tenant, reason, 1));
        }
    }

    /// <summary>Empties the ledger; what the log then does not take is put back.</summary>
    public IReadOnlyList<DroppedEvents> Take()
    {
        lock (gate)
        {
            if (counts.Count == 0)
            {
                return [];
            }

            var taken = counts;
            counts = [];
            return [.. taken.Select(c => new DroppedEvents(c.Key.Tenant, c.Key.Reason, c.Value))];
        }
    }

    public void PutBack(DroppedEvents dropped)
    {
        var key = (dropped.Tenant, dropped.Reason);
        lock (gate)
        {
            if (counts.TryGetValue(key, out var count) || counts.Count < Most)
            {
                counts[key] = count + dropped.Count;
            }
        }
    }
}
