using System.Numerics;
using System.Runtime.InteropServices;

namespace Cairn.Merkle;

/// <summary>
/// All a log must remember to append: the hashes of the perfect subtrees along the tree's right edge, largest first, one for each
/// one bit of the size. Not thread-safe.
/// </summary>
public sealed class RightEdge
{
    private readonly List<Hash> _subtrees;

    /// <summary>The edge of the empty tree.</summary>
    public RightEdge()
        : this(0, [])
    {
    }

    /// <summary>The edge of a tree of <paramref name="size"/> entries.</summary>
    /// <param name="size">The number of entries, from 0.</param>
    /// <param name="subtrees">One hash for each one bit of <paramref name="size"/>, largest subtree first. Taken on trust.</param>
    /// <exception cref="ArgumentException">The number of subtrees is not that of the one bits of the size.</exception>
    public RightEdge(long size, ReadOnlySpan<Hash> subtrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var count = BitOperations.PopCount((ulong)size);
        if (subtrees.Length != count)
        {
            throw new ArgumentException(
                $"The right edge of a tree of {size} entries has {count} subtrees, not {subtrees.Length}.", nameof(subtrees));
        }

        Size = size;
        _subtrees = [.. subtrees];
    }

    /// <summary>The number of entries.</summary>
    public long Size { get; private set; }

    /// <summary>The tree's root, computed at each call with at most 62 hashes; <see cref="Hash.Empty"/> for the empty tree.</summary>
    public Hash Root => Fold(CollectionsMarshal.AsSpan(_subtrees));

    /// <summary>Size and root together.</summary>
    public TreeHead Head => new(Size, Root);

    /// <summary>The edge of a tree of that size, out of the tiles that <see cref="MerkleProof.TilesForRoot"/> names.</summary>
    public static RightEdge FromTiles(long size, TileReader tiles)
    {
        var source = new TileHashes(tiles);
        return new RightEdge(size, [.. new LeafRange(0, size).Perfect().Select(source.Of)]);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="ArgumentException">The length is not 32 bytes for each one bit of the size.</exception>
    public static RightEdge FromBytes(long size, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Hash.Size != 0)
        {
            throw new ArgumentException($"A right edge is a multiple of {Hash.Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        return new RightEdge(size, MemoryMarshal.Cast<byte, Hash>(bytes));
    }

    /// <summary>Adds one leaf at the right, with as many node hashes as the size ends in one bits.</summary>
    public void Append(Hash leafHash)
    {
        var size = checked(Size + 1);
        // Each trailing one bit is a perfect subtree as large as the one in hand: the two become the children of a larger one.
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            leafHash = Hash.OfNode(_subtrees[^1], leafHash);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leafHash);
        Size = size;
    }

    /// <summary>A copy that grows by itself.</summary>
    public RightEdge Clone() => new(Size, CollectionsMarshal.AsSpan(_subtrees));

    /// <summary>The subtree hashes one after the other, 32 bytes for each one bit of the size.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_subtrees)).ToArray();

    /// <summary>The hash of consecutive perfect subtrees, largest first, that end where a tree ends (RFC 6962 §2.1).</summary>
    internal static Hash Fold(ReadOnlySpan<Hash> subtrees)
    {
        if (subtrees.IsEmpty)
        {
            return Hash.Empty;
        }

        var hash = subtrees[^1];
        for (var i = subtrees.Length - 2; i >= 0; i--)
        {
            hash = Hash.OfNode(subtrees[i], hash);
        }

        return hash;
    }
}
