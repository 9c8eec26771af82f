using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Verification;

namespace Cairn.Tests.Verification;

/// <summary>What depends on the order of entries: the store's time and the producers' numbers.</summary>
public sealed class OrderTests
{
    private readonly FindingList findings = new("acme", 1000);

    [Fact]
    public void The_stores_time_never_runs_backwards()
    {
        var times = Times((0, 10, 10), (1, 12, 12), (2, 12, 11), (3, 13, 13));
        times.End(13);
        Assert.Empty(Found());
    }

    [Fact]
    public void A_wrong_time_is_named_once_and_not_again_by_what_follows()
    {
        var times = Times((0, 10, 10), (1, 99, 12), (2, 12, 11), (3, 13, 13));
        times.End(13);
        Assert.Equal([1L], Found());
    }

    [Fact]
    public void Behind_a_hole_a_time_may_be_higher_and_the_next_entry_confirms_it()
    {
        var times = Times((0, 10, 10));
        times.PassHole();
        times.See(2, 20, 12);
        times.See(3, 20, 13);
        times.End(20);
        Assert.Empty(Found());
    }

    [Fact]
    public void A_raise_that_the_next_entry_denies_is_named_where_it_stands()
    {
        var times = Times((0, 10, 10));
        times.PassHole();
        times.See(2, 20, 12);
        times.See(3, 13, 13);
        times.End(13);
        Assert.Equal([2L], Found());
    }

    [Fact]
    public void A_raise_that_only_the_head_denies_is_named_where_it_stands()
    {
        var times = Times((0, 10, 10));
        times.PassHole();
        times.See(2, 20, 12);
        times.End(12);
        Assert.Equal([2L], Found());
    }

    [Fact]
    public void Behind_a_hole_a_time_is_never_lower()
    {
        var times = Times((0, 10, 10));
        times.PassHole();
        times.See(2, 11, 12);
        times.End(12);
        Assert.Equal([2L], Found());
    }

    [Fact]
    public void A_head_with_another_time_is_named()
    {
        Times((0, 10, 10)).End(11);
        Assert.Equal(FindingKind.Head, Assert.Single(findings.Sorted()).Kind);
    }

    [Theory]
    [InlineData("a1 a2 b1 a3 b2", "")]
    [InlineData("a1 a3", "1")]
    [InlineData("a2", "0")]
    [InlineData("a1 a2 a2", "2")]
    [InlineData("a1 a3 a2", "1 2")]
    [InlineData("a1 - a3", "")]
    [InlineData("a1 - a4", "2")]
    [InlineData("a1 b1 a4 b2", "2")]
    [InlineData("d1 d4", "")]
    [InlineData("d1 d5", "")]
    [InlineData("d1 d6", "1")]
    public void Numbers_that_are_left_out_are_named(string numbers, string expected)
    {
        var manifests = new ManifestSet();
        manifests.Add(new(new(9, new DroppedManifest("d", [new(2, 4)], 3, "rejected").Format())), isGrounded: true);
        var pending = new PendingFindings(findings);
        var sequences = new SequenceCheck(manifests, findings, pending);
        var index = 0;
        foreach (var number in numbers.Split(' '))
        {
            if (number == "-")
            {
                sequences.PassHole();
            }
            else
            {
                sequences.See(index, Leaf(number[..1], number[1] - '0'));
            }

            index++;
        }

        pending.Resolve(manifests, new(), []);
        Assert.Equal(expected, string.Join(' ', Found()));
    }

    private TimeCheck Times(params (long Index, long StoredAt, long RecordedAt)[] entries)
    {
        var times = new TimeCheck(findings);
        foreach (var (index, storedAt, recordedAt) in entries)
        {
            times.See(index, storedAt, recordedAt);
        }

        return times;
    }

    private IEnumerable<long> Found() => findings.Sorted().Select(f => f.Index!.Value);

    private static Leaf Leaf(string producer, long seq) => new()
    {
        Id = Guid.Empty,
        Log = "",
        RecordedAt = default,
        OccurredAt = default,
        Action = "a.b",
        Category = "c",
        Actor = new("system", null),
        Producer = producer,
        Seq = seq,
    };
}
