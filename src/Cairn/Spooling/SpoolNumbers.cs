using System.Runtime.InteropServices;

namespace Cairn.Spooling;

/// <summary>The last number one producer gave to each tenant's records.</summary>
internal sealed class SpoolNumbers
{
    /// <summary>The largest number a leaf can hold.</summary>
    public const long Most = (1L << 53) - 1;

    private readonly Dictionary<string, long> last = new(StringComparer.Ordinal);

    public int Count => last.Count;

    public IEnumerable<KeyValuePair<string, long>> All => last;

    /// <summary>Zero for a tenant without one.</summary>
    public long LastOf(string tenant) => last.GetValueOrDefault(tenant);

    /// <summary>Takes a number that was written; numbers only grow.</summary>
    public void Take(string tenant, long number)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(last, tenant, out _);
        known = Math.Max(known, number);
    }

    public SpoolNumbers Copy()
    {
        var copy = new SpoolNumbers();
        foreach (var (tenant, number) in last)
        {
            copy.last.Add(tenant, number);
        }

        return copy;
    }
}
