namespace Cairn;

/// <summary>Counts events that were dropped, by tenant and reason, until their log is told.</summary>
internal sealed class DropLedger
{
    private readonly Lock gate = new();
    private Dictionary<(string Tenant, string Reason), long> counts = [];
    private long total;

    public long Total => Interlocked.Read(ref total);

    public void Add(string tenant, string reason)
    {
        Interlocked.Increment(ref total);
        lock (gate)
        {
            counts[(tenant, reason)] = counts.GetValueOrDefault((tenant, reason)) + 1;
        }
    }

    /// <summary>Takes the counts out.</summary>
    public IReadOnlyList<(string Tenant, string Reason, long Count)> Take()
    {
        lock (gate)
        {
            if (counts.Count == 0)
            {
                return [];
            }

            var taken = counts;
            counts = [];
            return [.. taken.Select(c => (c.Key.Tenant, c.Key.Reason, c.Value))];
        }
    }
}
