namespace Cairn.Merkle;

/// <summary>
/// Gives the hashes of a tile, 32 bytes each: at least as many as the tile holds in the tree at hand. More is fine, as when the tile
/// has grown since; only the beginning is read.
/// </summary>
public delegate ReadOnlyMemory<byte> TileReader(TileId tile);
