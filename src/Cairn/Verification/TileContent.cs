using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>The hashes of a tile as they should be: mostly the stored bytes themselves, else what was pieced together.</summary>
internal sealed class TileContent
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Hash?[]? pieces;

    public TileContent(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    public TileContent(Hash?[] pieces) => this.pieces = pieces;

    /// <summary>The hash at a position; <see langword="null"/> where nothing can be believed.</summary>
    public Hash? this[int position] => pieces is null ? new Hash(bytes.Span.Slice(position * Hash.Size, Hash.Size)) : pieces[position];

    /// <summary>The stored bytes as hashes; positions they do not reach are unknown.</summary>
    public static Hash?[] Split(ReadOnlySpan<byte> bytes, int offset, int count)
    {
        var hashes = new Hash?[count];
        for (var i = 0; i < count && (offset + i + 1) * Hash.Size <= bytes.Length; i++)
        {
            hashes[i] = new Hash(bytes.Slice((offset + i) * Hash.Size, Hash.Size));
        }

        return hashes;
    }

    /// <summary>The hash over a power of two of hashes; <see langword="null"/> when one is unknown.</summary>
    public static Hash? RootOf(ReadOnlySpan<Hash?> hashes)
    {
        var bytes = new byte[hashes.Length * Hash.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] is not { } hash)
            {
                return null;
            }

            hash.CopyTo(bytes.AsSpan(i * Hash.Size));
        }

        return TileId.RootOf(bytes);
    }

    /// <summary>The perfect subtrees in a tile that is not full, largest first: one for each one bit of its width.</summary>
    public static IEnumerable<(int Offset, int Count)> Portions(int width)
    {
        var offset = 0;
        for (var count = TileId.FullWidth / 2; count > 0; count /= 2)
        {
            if ((width & count) != 0)
            {
                yield return (offset, count);
                offset += count;
            }
        }
    }
}
