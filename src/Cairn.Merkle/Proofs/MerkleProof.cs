namespace Cairn.Merkle;

/// <summary>
/// Proofs of RFC 6962 §2.1, made out of tiles and checked against tree heads. Making takes two steps, so that tiles can be fetched
/// asynchronously between: which tiles, then the proof. Tiles are taken on trust; the check against a signed head is what finds a bad one.
/// </summary>
public static class MerkleProof
{
    /// <summary>The tiles <see cref="ProveInclusion"/> will read, each as wide as <see cref="TileId.WidthAt"/> of the size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not <c>0 ≤ index &lt; size</c>.</exception>
    public static IReadOnlyList<TileId> TilesForInclusion(long index, long size) => TilesOf(ProofPath.Inclusion(index, size));

    /// <summary>Proves that the leaf at <paramref name="index"/> is in the tree of <paramref name="size"/> entries.</summary>
    /// <returns>The hashes from the leaf's sibling to the root's child (RFC 6962 §2.1.1).</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not <c>0 ≤ index &lt; size</c>.</exception>
    /// <exception cref="InvalidDataException">A tile is shorter than the size demands.</exception>
    public static Hash[] ProveInclusion(long index, long size, TileReader tiles) => HashesOf(ProofPath.Inclusion(index, size), tiles);

    /// <summary>Whether the proof shows that the leaf is at <paramref name="index"/> in the tree of that head. Never throws.</summary>
    public static bool CheckInclusion(ReadOnlySpan<Hash> proof, long index, Hash leafHash, TreeHead head) =>
        InclusionCheck.Holds(proof, index, leafHash, head);

    /// <summary>The tiles <see cref="ProveConsistency"/> will read, each as wide as <see cref="TileId.WidthAt"/> of the new size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not <c>0 ≤ oldSize ≤ newSize</c>.</exception>
    public static IReadOnlyList<TileId> TilesForConsistency(long oldSize, long newSize) => TilesOf(ProofPath.Consistency(oldSize, newSize));

    /// <summary>Proves that the tree of <paramref name="newSize"/> entries begins with that of <paramref name="oldSize"/>.</summary>
    /// <returns>The hashes of RFC 6962 §2.1.2; none when the sizes are equal, and none when the old tree is empty,
    /// from which nothing can be proved.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not <c>0 ≤ oldSize ≤ newSize</c>.</exception>
    /// <exception cref="InvalidDataException">A tile is shorter than the new size demands.</exception>
    public static Hash[] ProveConsistency(long oldSize, long newSize, TileReader tiles) =>
        HashesOf(ProofPath.Consistency(oldSize, newSize), tiles);

    /// <summary>
    /// Whether the proof shows that the newer tree begins with the older one. Nothing is shown from the empty tree on, so false, unless
    /// both are empty: then both roots must be <see cref="Hash.Empty"/> and the proof empty. A caller who knows only the empty tree has
    /// nothing to check, and trusts the newer head as it would a first one. Never throws.
    /// </summary>
    public static bool CheckConsistency(ReadOnlySpan<Hash> proof, TreeHead older, TreeHead newer) =>
        ConsistencyCheck.Holds(proof, older, newer);

    /// <summary>The tiles <see cref="Root"/> and <see cref="RightEdge.FromTiles"/> will read: at most one for each level.</summary>
    public static IReadOnlyList<TileId> TilesForRoot(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return TilesOf([new LeafRange(0, size)]);
    }

    /// <summary>The root of the tree of <paramref name="size"/> entries; <see cref="Hash.Empty"/> for none.</summary>
    /// <exception cref="InvalidDataException">A tile is shorter than the size demands.</exception>
    public static Hash Root(long size, TileReader tiles) => RightEdge.FromTiles(size, tiles).Root;

    private static TileId[] TilesOf(IEnumerable<LeafRange> path) =>
        [.. path.SelectMany(range => range.Perfect()).Select(subtree => subtree.Tile).Distinct()];

    private static Hash[] HashesOf(List<LeafRange> path, TileReader tiles)
    {
        var source = new TileHashes(tiles);
        return [.. path.Select(source.Of)];
    }
}
