using System.Buffers.Text;
using System.Numerics;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>
/// Indexes of a log, as a manifest names them: ranges, or bits where those are shorter (docs/spec/entry.md, Cairn's own entries). Never
/// empty; its text is at most <see cref="MostBytes"/> bytes, so that at most some 300,000 indexes that do not touch are one set:
/// <see cref="IndexSets"/> makes several of more.
/// </summary>
internal sealed class IndexSet : IEquatable<IndexSet>
{
    public const int MostBytes = 49_152;

    // Either ranges, or bits from the first index on: bit i of byte i / 8, the most significant first.
    private readonly NumberRange[]? ranges;
    private readonly byte[] bits;

    private IndexSet(NumberRange[] ranges, bool asBits)
    {
        (First, Last) = (ranges[0].From, ranges[^1].To);
        Count = ranges.Sum(r => r.Length);
        this.ranges = asBits ? null : ranges;
        bits = asBits ? BitsOf(ranges) : [];
    }

    private IndexSet(long first, byte[] bits)
    {
        (First, this.bits) = (first, bits);
        Last = first + (bits.Length * 8L) - 1 - BitOperations.TrailingZeroCount(bits[^1]);
        foreach (var b in bits)
        {
            Count += BitOperations.PopCount(b);
        }
    }

    public long First { get; }

    public long Last { get; }

    /// <summary>How many indexes there are.</summary>
    public long Count { get; }

    /// <summary>A set of ranges in any order.</summary>
    /// <exception cref="ArgumentException">There is none, one is no range of indexes, or they are too many for one set.</exception>
    public static IndexSet Of(params IEnumerable<NumberRange> ranges)
    {
        var joined = NumberRange.Joined(ranges).ToArray();
        if (joined.Length == 0 || joined[0].From < 0 || joined[^1].To > ManifestMembers.Largest || Array.Exists(joined, r => r.Length < 1))
        {
            throw new ArgumentException("An index set names at least one index, from 0 to 2^53 - 1.", nameof(ranges));
        }

        var size = IndexSetSize.Of(joined);
        return size.Shorter <= MostBytes
            ? new(joined, size.IsShorterAsBits)
            : throw new ArgumentException("The ranges are too many for one index set.", nameof(ranges));
    }

    public bool Contains(long index) => index >= First && index <= Last && (ranges is null ? IsSet(index - First) : IsInRange(index));

    /// <summary>The indexes as ranges, ascending, disjoint and not touching.</summary>
    public IEnumerable<NumberRange> Ranges() => ranges ?? RangesOfBits();

    public bool Equals(IndexSet? other) =>
        other is not null && First == other.First && Last == other.Last && Count == other.Count && Ranges().SequenceEqual(other.Ranges());

    public override bool Equals(object? obj) => Equals(obj as IndexSet);

    public override int GetHashCode() => HashCode.Combine(First, Last, Count);

    public override string ToString() => Format(new()).ToString();

    public Utf8Buffer Format(Utf8Buffer json)
    {
        if (ranges is not null)
        {
            NumberRange.Format(ranges, json.Raw("{\"ranges\":"u8));
            return json.Raw("}"u8);
        }

        return json.Raw("{\"first\":"u8).Number(First).Raw(",\"bits\":\""u8).Raw(Base64Url.EncodeToString(bits)).Raw("\"}"u8);
    }

    /// <summary>Reads what <see cref="Format"/> writes, but for spelling, which whoever reads the manifest compares.</summary>
    /// <exception cref="FormatException">It is no set.</exception>
    public static IndexSet Read(JsonElement json)
    {
        var set = json.TryGetProperty("ranges", out var ranges)
            ? OfRanges(NumberRange.Parse(ranges, least: 0))
            : OfBits(json.Number("first"), json.Text("bits"));
        var size = IndexSetSize.Of(set.Ranges());
        return size.IsShorterAsBits == set.ranges is null && size.Shorter <= MostBytes
            ? set
            : throw new FormatException(
                size.Shorter <= MostBytes ? "its index set is not in its shorter spelling" : "its index set is too large");
    }

    private static IndexSet OfRanges(List<NumberRange> ranges) =>
        ranges.Count > 0 ? new([.. ranges], asBits: false) : throw new FormatException("its index set is empty");

    private static IndexSet OfBits(long first, string text)
    {
        if (!Base64Text.TryDecode(text, out var bits) || bits.Length == 0 || bits[0] < 0x80 || bits[^1] == 0)
        {
            throw new FormatException("its bits are not bits that begin and end with one that is set");
        }

        var set = new IndexSet(first, bits);
        return set.Last <= ManifestMembers.Largest ? set : throw new FormatException("its bits reach beyond the largest index");
    }

    private static byte[] BitsOf(NumberRange[] ranges)
    {
        var first = ranges[0].From;
        var bits = new byte[((ranges[^1].To - first) / 8) + 1];
        foreach (var range in ranges)
        {
            for (var i = range.From - first; i <= range.To - first; i++)
            {
                bits[i / 8] |= (byte)(0x80 >> (int)(i % 8));
            }
        }

        return bits;
    }

    private bool IsSet(long bit) => (bits[bit / 8] & (0x80 >> (int)(bit % 8))) != 0;

    private bool IsInRange(long index)
    {
        var (low, high) = (0, ranges!.Length - 1); // Asked only where there are ranges.
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = ranges[middle].From <= index ? (middle, high) : (low, middle - 1);
        }

        return index <= ranges[low].To;
    }

    private IEnumerable<NumberRange> RangesOfBits()
    {
        var (length, from) = (Last - First + 1, 0L);
        for (var i = 1L; i <= length; i++)
        {
            if (i < length && IsSet(i))
            {
                from = from < 0 ? i : from;
            }
            else if (from >= 0)
            {
                yield return new(First + from, First + i - 1);
                from = -1;
            }
        }
    }
}
