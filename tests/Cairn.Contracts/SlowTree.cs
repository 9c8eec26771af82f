using System.Numerics;
using Cairn.Merkle;

namespace Cairn.Contracts;

/// <summary>RFC 6962 §2.1 as it is written there: slow, obvious, the judge of everything faster.</summary>
public static class SlowTree
{
    /// <summary>The Merkle tree hash of these leaf hashes.</summary>
    public static Hash Root(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.IsEmpty ? Hash.Empty : leaves[0];
        }

        // k: the largest power of two smaller than n.
        var k = 1 << BitOperations.Log2((uint)(leaves.Length - 1));
        return Hash.OfNode(Root(leaves[..k]), Root(leaves[k..]));
    }

    /// <summary>The hashes a tile holds in the tree of these leaves: one for each perfect subtree below it.</summary>
    public static byte[] Tile(ReadOnlySpan<Hash> leaves, TileId tile)
    {
        var span = 1 << (TileId.Height * tile.Level);
        var bytes = new byte[tile.WidthAt(leaves.Length) * Hash.Size];
        for (var i = 0; i < bytes.Length / Hash.Size; i++)
        {
            var first = (int)((tile.Index * TileId.FullWidth) + i) * span;
            Root(leaves.Slice(first, span)).CopyTo(bytes.AsSpan(i * Hash.Size));
        }

        return bytes;
    }
}
