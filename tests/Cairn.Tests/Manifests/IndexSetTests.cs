using System.Text;
using System.Text.Json;
using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Tests.Manifests;

public sealed class IndexSetTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [InlineData("""{"ranges":[[0,0]]}""", 0L)]
    [InlineData("""{"ranges":[[3,5]]}""", 3L, 4L, 5L)]
    [InlineData("""{"ranges":[[3,4],[68,69]]}""", 3L, 4L, 68L, 69L)]
    [InlineData("""{"first":3,"bits":"xg"}""", 3L, 4L, 8L, 9L)]
    [InlineData("""{"first":3,"bits":"qA"}""", 3L, 5L, 7L)]
    [InlineData("""{"first":0,"bits":"qqo"}""", 0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L)]
    public void A_set_has_the_shorter_of_two_spellings(string json, params long[] indexes) =>
        Assert.Equal(json, IndexSet.Of(indexes.Select(i => new NumberRange(i, i))).ToString());

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_set_is_what_a_list_of_its_indexes_is(int seed)
    {
        var indexes = Random(new(seed));
        var set = IndexSet.Of(indexes.Select(i => new NumberRange(i, i)));
        Assert.Equal((indexes.Min, indexes.Max, indexes.Count), (set.First, set.Last, set.Count));
        Assert.Equal(indexes, set.Ranges().SelectMany(Indexes));
        Assert.True(set.Ranges().Zip(set.Ranges().Skip(1), (a, b) => a.To + 1 < b.From).All(apart => apart));
        for (var i = Math.Max(0, indexes.Min - 20); i < indexes.Max + 20; i++)
        {
            Assert.Equal(indexes.Contains(i), set.Contains(i));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_the_two_spellings_of_any_set_exactly_the_shorter_is_read(int seed)
    {
        var indexes = Random(new(seed));
        var (ranges, bits) = Spellings(indexes);
        var (shorter, longer) = bits.Length < ranges.Length ? (bits, ranges) : (ranges, bits);
        Assert.Equal(shorter, IndexSet.Of(indexes.Select(i => new NumberRange(i, i))).ToString());
        Assert.Equal(shorter, Read(shorter).ToString());
        Assert.Equal(IndexSet.Of(indexes.Select(i => new NumberRange(i, i))), Read(shorter));
        Assert.Throws<FormatException>(() => Read(longer));
    }

    [Fact]
    public void Ranges_may_come_in_any_order_and_meet() =>
        Assert.Equal("""{"ranges":[[0,9],[80,89]]}""", IndexSet.Of(new(5, 9), new(80, 89), new(0, 4), new(3, 6)).ToString());

    [Fact]
    public void What_is_no_set_is_not_made()
    {
        Assert.Throws<ArgumentException>(() => IndexSet.Of());
        Assert.Throws<ArgumentException>(() => IndexSet.Of(new NumberRange(-1, 0)));
        Assert.Throws<ArgumentException>(() => IndexSet.Of(new NumberRange(4, 2)));
        Assert.Throws<ArgumentException>(() => IndexSet.Of(new NumberRange(0, ManifestMembers.Largest + 1)));
        Assert.Throws<ArgumentException>(() => IndexSet.Of(Enumerable.Range(0, 400_000).Select(i => new NumberRange(2 * i, 2 * i))));
    }

    [Fact]
    public void A_million_indexes_that_do_not_touch_are_a_few_sets_each_within_the_limit()
    {
        var sets = IndexSets.Of(Enumerable.Range(0, 1_000_000).Select(i => 7 + (2L * i))).ToList();
        Assert.InRange(sets.Count, 2, 8);
        Assert.All(sets, set => Assert.InRange(Encoding.UTF8.GetByteCount(set.ToString()), 1, IndexSet.MostBytes));
        Assert.All(
            sets[..^1], set => Assert.InRange(Encoding.UTF8.GetByteCount(set.ToString()), IndexSet.MostBytes - 8, IndexSet.MostBytes));
        Assert.Equal(1_000_000, sets.Sum(s => s.Count));
        Assert.Equal(Enumerable.Range(0, 1_000_000).Select(i => 7 + (2L * i)), sets.SelectMany(s => s.Ranges()).Select(r => r.From));
        Assert.All(sets, set => Assert.Equal(set, Read(set.ToString())));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void However_indexes_lie_their_sets_name_each_once_and_can_be_read(int seed)
    {
        var random = new Random(seed);
        var (ranges, at) = (new List<NumberRange>(), (long)random.Next(100));
        for (var i = random.Next(1, 60_000); i > 0; i--)
        {
            ranges.Add(new(at, at + Length(random)));
            at = ranges[^1].To + 2 + Length(random);
        }

        var sets = IndexSets.Of(ranges).ToList();
        Assert.Equal(ranges, sets.SelectMany(s => s.Ranges()));
        Assert.All(sets, set => Assert.Equal(set.ToString(), Read(set.ToString()).ToString()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ranges_are_shared_subtracted_and_merged_as_sets_of_indexes_are(int seed)
    {
        var random = new Random(seed);
        var (a, b, c) = (Random(random), Random(random), Random(random));
        var (inA, inB, inC) = (Ranges(a), Ranges(b), Ranges(c));
        Assert.Equal(a.Intersect(b).Order(), NumberRange.Shared(inA, inB).SelectMany(Indexes));
        Assert.Equal(a.Except(b).Order(), NumberRange.Without(inA, inB).SelectMany(Indexes));
        Assert.Equal(Ranges([.. a, .. b, .. c]), NumberRange.Merged([inA, inB, [], inC]));
    }

    private static SortedSet<long> Random(Random random)
    {
        var (first, span, share) = ((long)Math.Pow(10, random.Next(1, 12)), random.Next(1, 3_000), random.Next(1, 100));
        var set = new SortedSet<long> { first };
        for (var i = 0; i < span;)
        {
            var run = random.Next(4) == 0 ? random.Next(1, 200) : 1;
            var isIn = random.Next(100) < share;
            for (; run > 0 && i < span; run--, i++)
            {
                _ = isIn && set.Add(first + i);
            }
        }

        return set;
    }

    private static List<NumberRange> Ranges(SortedSet<long> indexes)
    {
        var ranges = new List<NumberRange>();
        foreach (var index in indexes)
        {
            if (ranges.Count > 0 && ranges[^1].To == index - 1)
            {
                ranges[^1] = ranges[^1] with { To = index };
            }
            else
            {
                ranges.Add(new(index, index));
            }
        }

        return ranges;
    }

    private static (string Ranges, string Bits) Spellings(SortedSet<long> indexes)
    {
        var bits = new byte[((indexes.Max - indexes.Min) / 8) + 1];
        foreach (var index in indexes)
        {
            bits[(index - indexes.Min) / 8] |= (byte)(1 << (int)(7 - ((index - indexes.Min) % 8)));
        }

        return (
            $$"""{"ranges":[{{string.Join(",", Ranges(indexes).Select(r => $"[{r.From},{r.To}]"))}}]}""",
            $$"""{"first":{{indexes.Min}},"bits":"{{Base64Text.Encode(bits)}}"}""");
    }

    private static IndexSet Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return IndexSet.Read(document.RootElement);
    }

    private static IEnumerable<long> Indexes(NumberRange range)
    {
        for (var i = range.From; i <= range.To; i++)
        {
            yield return i;
        }
    }

    private static long Length(Random random) =>
        random.Next(10) switch { < 7 => 0, < 9 => random.Next(20), _ => random.NextInt64(1_000_000) };
}
