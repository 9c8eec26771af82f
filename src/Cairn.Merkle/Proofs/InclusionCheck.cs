namespace Cairn.Merkle;

/// <summary>The check of an inclusion proof, step by step as in RFC 9162 §2.1.3.2.</summary>
internal static class InclusionCheck
{
    public static bool Holds(ReadOnlySpan<Hash> proof, long index, Hash leafHash, TreeHead head)
    {
        if (index < 0 || index >= head.Size)
        {
            return false;
        }

        var walk = new ProofWalk(index, head.Size);
        var hash = leafHash;
        foreach (var sibling in proof)
        {
            if (walk.AtRoot)
            {
                return false;
            }

            hash = walk.Climb() ? Hash.OfNode(sibling, hash) : Hash.OfNode(hash, sibling);
        }

        return walk.AtRoot && hash == head.Root;
    }
}
