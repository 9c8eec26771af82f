namespace Cairn.Merkle.Tests;

/// <summary>A store of tiles that keeps what it is given, and grows a tree in it.</summary>
public sealed class MemoryTiles
{
    private readonly Dictionary<TileId, ReadOnlyMemory<byte>> _tiles = [];

    public long Size { get; private set; }

    public ReadOnlyMemory<byte> Read(TileId tile) => _tiles[tile];

    /// <summary>Appends leaves of the oracle in one batch; gives back which tiles were written.</summary>
    public IReadOnlyList<TileId> Grow(Oracle oracle, long newSize)
    {
        var builder = new TileBuilder(Size, level => _tiles[new TileId(level, Size >> (8 * (level + 1)))]);
        for (; builder.Size < newSize;)
        {
            builder.Append(oracle.Leaf(builder.Size));
        }

        var changed = builder.Changed.ToArray();
        foreach (var (id, hashes) in changed)
        {
            _tiles[id] = hashes;
        }

        Size = newSize;
        return [.. changed.Select(tile => tile.Id)];
    }

    public static MemoryTiles Of(Oracle oracle, long size)
    {
        var tiles = new MemoryTiles();
        tiles.Grow(oracle, size);
        return tiles;
    }
}
