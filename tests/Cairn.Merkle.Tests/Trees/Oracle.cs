namespace Cairn.Merkle.Tests;

/// <summary>RFC 6962 §2.1 word for word: slow, obvious, and remembered by range so that large trees end in time.</summary>
public sealed class Oracle(Func<long, Hash> leaf)
{
    private readonly Dictionary<(long, long), Hash> _roots = [];

    /// <summary>A tree whose leaf hashes are those of the texts "leaf 0", "leaf 1", ….</summary>
    public static Oracle OfNumbers() => new(i => Hash.OfLeaf(System.Text.Encoding.UTF8.GetBytes($"leaf {i}")));

    public Hash Leaf(long index) => Root(index, index + 1);

    public TreeHead Head(long size) => new(size, Root(0, size));

    /// <summary>MTH(D[from:to]).</summary>
    public Hash Root(long from, long to)
    {
        if (!_roots.TryGetValue((from, to), out var root))
        {
            var middle = from + K(to - from);
            root = to == from ? Hash.OfData([]) : to - from == 1 ? leaf(from) : Hash.OfNode(Root(from, middle), Root(middle, to));
            _roots.Add((from, to), root);
        }

        return root;
    }

    /// <summary>PATH(m, D[from:to]), m counted from the start of the range.</summary>
    public Hash[] Path(long m, long from, long to)
    {
        var k = K(to - from);
        return to - from == 1 ? []
            : m < k ? [.. Path(m, from, from + k), Root(from + k, to)]
            : [.. Path(m - k, from + k, to), Root(from, from + k)];
    }

    /// <summary>PROOF(m, D[n]) for 0 &lt; m ≤ n.</summary>
    public Hash[] Proof(long m, long n) => SubProof(m, 0, n, true);

    /// <summary>All the hashes a tile has in a tree of that size.</summary>
    public byte[] Tile(TileId id, long size)
    {
        var span = (long)Math.Pow(256, id.Level);
        var first = id.Index * 256;
        var count = Math.Clamp((size / span) - first, 0, 256);
        return [.. Enumerable.Range(0, (int)count).SelectMany(i => Root((first + i) * span, (first + i + 1) * span).ToArray())];
    }

    private Hash[] SubProof(long m, long from, long to, bool known)
    {
        if (m == to - from)
        {
            return known ? [] : [Root(from, to)];
        }

        var k = K(to - from);
        return m <= k ? [.. SubProof(m, from, from + k, known), Root(from + k, to)]
            : [.. SubProof(m - k, from + k, to, false), Root(from, from + k)];
    }

    // The largest power of two smaller than n.
    private static long K(long n)
    {
        var k = 1L;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
