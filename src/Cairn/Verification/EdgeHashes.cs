using System.Numerics;
using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>The right edge in a log's row, or one recomputed.</summary>
internal static class EdgeHashes
{
    /// <summary>The stored bytes as the edge of a tree of some size; all unknown when they are not as long as that.</summary>
    public static Hash?[] Of(ReadOnlySpan<byte> bytes, long size)
    {
        var count = BitOperations.PopCount((ulong)size);
        return bytes.Length == count * Hash.Size ? TileContent.Split(bytes, 0, count) : new Hash?[count];
    }

    public static bool Gives(Hash?[] edge, TreeHead head) =>
        edge.Length == BitOperations.PopCount((ulong)head.Size) && RootOf(edge, head.Size) == head.Root;

    public static Hash? RootOf(Hash?[] edge, long size) =>
        // None is null.
        Array.TrueForAll(edge, h => h is not null) ? new RightEdge(size, Array.ConvertAll(edge, h => h!.Value)).Root : null;
}
