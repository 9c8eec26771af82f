using System.Numerics;

namespace Cairn.Merkle;

/// <summary>The leaves from <paramref name="Start"/> to before <paramref name="End"/>, of which RFC 6962 §2.1 defines one hash.</summary>
internal readonly record struct LeafRange(long Start, long End)
{
    public long Length => End - Start;

    /// <summary>
    /// Where RFC 6962 §2.1 splits the range in two: the largest power of two smaller than its length, counted from the start.
    /// </summary>
    public long Split => Start + (1L << BitOperations.Log2((ulong)(Length - 1)));

    public LeafRange Left => this with { End = Split };

    public LeafRange Right => this with { Start = Split };

    /// <summary>The perfect subtrees the range consists of, largest first. The start is a multiple of the largest.</summary>
    public IEnumerable<Subtree> Perfect()
    {
        for (var (at, left) = (Start, Length); left > 0;)
        {
            var level = BitOperations.Log2((ulong)left);
            yield return new Subtree(level, at >> level);
            at += 1L << level;
            left -= 1L << level;
        }
    }
}
