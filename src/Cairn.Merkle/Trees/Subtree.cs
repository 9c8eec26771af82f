namespace Cairn.Merkle;

/// <summary>The perfect subtree over the leaves from <c>Index·2^Level</c>, <c>2^Level</c> of them.</summary>
internal readonly record struct Subtree(int Level, long Index)
{
    /// <summary>The tile that holds this subtree's hash, or the hashes from which it is computed.</summary>
    public TileId Tile => new(Level / TileId.Height, First >> TileId.Height);

    /// <summary>Where in the tile those hashes begin.</summary>
    public int Offset => (int)(First & (TileId.FullWidth - 1));

    /// <summary>How many of the tile's hashes it spans: a power of two, from 1 to 128.</summary>
    public int Span => 1 << (Level % TileId.Height);

    // The place of the first spanned hash among all hashes of the tile's level.
    private long First => Index << (Level % TileId.Height);
}
