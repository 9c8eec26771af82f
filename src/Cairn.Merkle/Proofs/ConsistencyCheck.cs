namespace Cairn.Merkle;

/// <summary>The check of a consistency proof, step by step as in RFC 9162 §2.1.4.2.</summary>
internal static class ConsistencyCheck
{
    public static bool Holds(ReadOnlySpan<Hash> proof, TreeHead older, TreeHead newer)
    {
        if (older.Size < 0 || older.Size > newer.Size)
        {
            return false;
        }

        if (older.Size == newer.Size || older.Size == 0)
        {
            return proof.IsEmpty && Unproved(older, newer);
        }

        return Climb(proof, older, newer);
    }

    // Equal sizes have equal roots, and the empty tree has the empty root: nothing is left to prove.
    private static bool Unproved(TreeHead older, TreeHead newer) =>
        (older.Size > 0 || older.Root == Hash.Empty) && (older.Size < newer.Size || older.Root == newer.Root);

    private static bool Climb(ReadOnlySpan<Hash> proof, TreeHead older, TreeHead newer)
    {
        // The largest subtree at the old tree's end is where the climb begins. A size that is a power of two makes it the whole
        // old tree, and the proof leaves it out.
        Hash start = older.Root;
        if (!long.IsPow2(older.Size))
        {
            if (proof.IsEmpty)
            {
                return false;
            }

            start = proof[0];
            proof = proof[1..];
        }

        var walk = new ProofWalk(older.Size - 1, newer.Size);
        walk.LeaveRightTurns();
        var (oldHash, newHash) = (start, start);
        foreach (var sibling in proof)
        {
            if (walk.AtRoot)
            {
                return false;
            }

            // A sibling on the left is in both trees, one on the right in the newer alone.
            var onLeft = walk.Climb();
            oldHash = onLeft ? Hash.OfNode(sibling, oldHash) : oldHash;
            newHash = onLeft ? Hash.OfNode(sibling, newHash) : Hash.OfNode(newHash, sibling);
        }

        return walk.AtRoot && oldHash == older.Root && newHash == newer.Root;
    }
}
