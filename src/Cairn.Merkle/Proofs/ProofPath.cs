namespace Cairn.Merkle;

/// <summary>Which ranges of leaves a proof gives the hashes of, from the leaf's side up to the root's.</summary>
internal static class ProofPath
{
    /// <summary>PATH(m, D[n]) of RFC 6962 §2.1.1.</summary>
    public static List<LeafRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<LeafRange>();
        for (var range = new LeafRange(0, size); range.Length > 1;)
        {
            range = Descend(range, toLeft: index < range.Split, path);
        }

        path.Reverse();
        return path;
    }

    /// <summary>PROOF(m, D[n]) of RFC 6962 §2.1.2; empty for m = n, and for m = 0, from which nothing can be proved.</summary>
    public static List<LeafRange> Consistency(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(newSize, oldSize);
        var path = new List<LeafRange>();
        if (oldSize == 0)
        {
            return path;
        }

        var range = new LeafRange(0, newSize);
        while (range.End != oldSize)
        {
            range = Descend(range, toLeft: oldSize <= range.Split, path);
        }

        if (range.Start > 0)
        {
            // SUBPROOF(m, D[m], false): the checker does not know this one. From 0 it is the old root itself.
            path.Add(range);
        }

        path.Reverse();
        return path;
    }

    // Steps into one half and notes the other.
    private static LeafRange Descend(LeafRange range, bool toLeft, List<LeafRange> path)
    {
        path.Add(toLeft ? range.Right : range.Left);
        return toLeft ? range.Left : range.Right;
    }
}
