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

        if (older.Size == newer.Size)
        {
            return proof.IsEmpty && older.Root == newer.Root && (older.Size > 0 || older.Root == Hash.Empty);
        }

        // RFC 6962 §2.1.2 proves from one entry on. Out of the empty tree nothing follows, and nothing must not pass for a proof.
        return older.Size > 0 && Climb(proof, older, newer);
    }

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
