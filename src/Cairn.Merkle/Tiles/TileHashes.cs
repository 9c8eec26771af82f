namespace Cairn.Merkle;

/// <summary>Hashes of subtrees out of tiles, each tile read once.</summary>
internal sealed class TileHashes(TileReader read)
{
    private readonly Dictionary<TileId, ReadOnlyMemory<byte>> _tiles = [];

    public Hash Of(LeafRange range) => RightEdge.Fold([.. range.Perfect().Select(Of)]);

    public Hash Of(Subtree subtree)
    {
        var tile = Read(subtree.Tile);
        var end = (subtree.Offset + subtree.Span) * Hash.Size;
        if (tile.Length < end)
        {
            throw new InvalidDataException(
                $"Tile {subtree.Tile.Index} of level {subtree.Tile.Level} has {tile.Length} bytes, at least {end} are needed.");
        }

        return TileId.RootOf(tile.Span[(subtree.Offset * Hash.Size)..end]);
    }

    private ReadOnlyMemory<byte> Read(TileId id)
    {
        if (!_tiles.TryGetValue(id, out var tile))
        {
            _tiles.Add(id, tile = read(id));
        }

        return tile;
    }
}
