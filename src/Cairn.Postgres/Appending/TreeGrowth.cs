using System.Runtime.InteropServices;
using Cairn.Merkle;

namespace Cairn.Postgres;

/// <summary>
/// What a batch adds to a log's tree: the new right edge, and for each tile the hashes that are new. Needs the old edge alone.
/// </summary>
internal sealed class TreeGrowth
{
    private readonly List<Hash> edge;
    private readonly long start;

    // By level, from the first hash that is new.
    private readonly List<List<Hash>> levels = [];

    /// <exception cref="ArgumentException">The edge is not that of a tree of this size.</exception>
    public TreeGrowth(long size, ReadOnlySpan<byte> edge)
    {
        _ = RightEdge.FromBytes(size, edge); // For its checks.
        (Size, start, this.edge) = (size, size, [.. MemoryMarshal.Cast<byte, Hash>(edge)]);
    }

    public long Size { get; private set; }

    public byte[] Edge => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(edge)).ToArray();

    /// <summary>Each tile that grew, with the hashes it grew by.</summary>
    public IEnumerable<(TileId Tile, byte[] Hashes)> Pieces
    {
        get
        {
            for (var level = 0; level < levels.Count; level++)
            {
                var first = start >> (TileId.Height * level);
                for (var at = 0; at < levels[level].Count;)
                {
                    var index = first + at;
                    var count = (int)Math.Min(levels[level].Count - at, TileId.FullWidth - (index % TileId.FullWidth));
                    yield return (new(level, index / TileId.FullWidth), Bytes(levels[level], at, count));
                    at += count;
                }
            }
        }
    }

    /// <summary>
    /// Adds a leaf at the right, and the subtrees that it completes: one of 256 leaves is a hash of the level above, and so on.
    /// </summary>
    public void Append(Hash hash)
    {
        Add(0, hash);
        var height = 0;
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            hash = Hash.OfNode(edge[^1], hash);
            edge.RemoveAt(edge.Count - 1);
            if (++height % TileId.Height == 0)
            {
                Add(height / TileId.Height, hash);
            }
        }

        edge.Add(hash);
        Size++;
    }

    private static byte[] Bytes(List<Hash> hashes, int at, int count) =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(hashes).Slice(at, count)).ToArray();

    private void Add(int level, Hash hash)
    {
        if (level == levels.Count)
        {
            levels.Add([]);
        }

        levels[level].Add(hash);
    }
}
