using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class SpoolTests : IDisposable
{
    private readonly SpoolHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void What_was_kept_is_handed_out_in_order_with_its_bytes_and_numbers()
    {
        using var spool = house.Open();
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 1));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "b", 2));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 3, SpoolKind.Intent));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 4, SpoolKind.Outcome));

        var records = SpoolHouse.Scan(spool);
        Assert.Equal(
            [("a", 1L, Some.Id(1)), ("b", 1, Some.Id(2)), ("a", 0, Some.Id(3)), ("a", 2, Some.Id(4))],
            records.Select(r => (r.Tenant, r.Seq, r.Id)));
        Assert.Equal([SpoolKind.Event, SpoolKind.Event, SpoolKind.Intent, SpoolKind.Outcome], records.Select(r => r.Kind));
        Assert.All(records, r => Assert.Equal((spool.Producer, house.Clock.GetUtcNow()), (r.Producer, r.Written)));
        Assert.Equal(
            [1L, 2, 3, 4], records.Select(r => Array.FindIndex([1L, 2, 3, 4], n => SpoolHouse.Json(n) == SpoolHouse.Read(spool, r)) + 1L));
    }

    [Fact]
    public void A_process_that_died_is_followed_by_one_with_its_producer_and_numbers()
    {
        using var dead = house.Open();
        SpoolHouse.Append(dead, "a", 1);
        SpoolHouse.Append(dead, "a", 2);

        using var left = house.Killed();
        using var next = left.Open();
        SpoolHouse.Append(next, "a", 3);
        Assert.Equal(dead.Producer, next.Producer);
        Assert.Equal([1L, 2, 3], SpoolHouse.Scan(next).Select(r => r.Seq));
    }

    [Fact]
    public void Segments_go_when_all_in_them_is_done_and_the_numbers_stay()
    {
        using (var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 1024 }))
        {
            for (var i = 1; i <= 100; i++)
            {
                SpoolHouse.Append(spool, i % 2 == 0 ? "a" : "b", i);
            }

            var records = SpoolHouse.Scan(spool);
            var before = house.Segments().Count;
            records.Take(50).ToList().ForEach(spool.Done);
            Assert.InRange(house.Segments().Count, 2, before - 1);
            records.ForEach(spool.Done); // Those done twice count once.
            Assert.Single(house.Segments());
            Assert.InRange(spool.Bytes, 1, 1100);
        }

        using var again = house.Open();
        Assert.Empty(SpoolHouse.Scan(again));
        SpoolHouse.Append(again, "a", 101);
        SpoolHouse.Append(again, "c", 102);
        Assert.Equal([51L, 1], SpoolHouse.Scan(again).Select(r => r.Seq));
    }

    [Fact]
    public void What_is_committed_does_not_lie_about_in_the_segment_that_is_written_to()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "a", 4711);
        SpoolHouse.Scan(spool).ForEach(spool.Done);
        spool.Maintain();

        Assert.DoesNotContain("4711", string.Concat(house.Segments().Select(File.ReadAllText)), StringComparison.Ordinal);
        SpoolHouse.Append(spool, "a", 2);
        Assert.Equal([2L], SpoolHouse.Scan(spool).Select(r => r.Seq));
    }

    [Fact]
    public void What_is_not_done_when_a_process_stops_is_there_for_the_next()
    {
        using (var spool = house.Open())
        {
            for (var i = 1; i <= 3; i++)
            {
                SpoolHouse.Append(spool, "a", i);
            }

            var records = SpoolHouse.Scan(spool);
            spool.Done(records[1]);
        }

        using var again = house.Open();
        Assert.Equal([1L, 2, 3], SpoolHouse.Scan(again).Select(r => r.Seq)); // What was done comes again: the log knows it by its id.
    }

    [Fact]
    public void A_sleeping_drain_is_woken_once()
    {
        using var spool = house.Open();
        var woken = 0;
        spool.Grew = () => woken++;
        SpoolHouse.Append(spool, "a", 1);
        Assert.Equal(0, woken);
        Assert.False(spool.TrySleep()); // There is something to scan.

        SpoolHouse.Scan(spool);
        Assert.True(spool.TrySleep());
        SpoolHouse.Append(spool, "a", 2);
        SpoolHouse.Append(spool, "a", 3);
        Assert.Equal(1, woken);
    }

    [Fact]
    public void A_drain_that_fails_to_wake_is_not_the_callers_trouble()
    {
        using var spool = house.Open();
        Assert.True(spool.TrySleep());
        spool.Grew = () => throw new InvalidOperationException();
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 1));
    }

    [Fact]
    public void The_oldest_age_is_that_of_the_oldest_record_not_done_and_never_negative()
    {
        using var spool = house.Open();
        Assert.Null(spool.OldestAge);
        SpoolHouse.Append(spool, "a", 1);
        house.Clock.Advance(TimeSpan.FromSeconds(5));
        SpoolHouse.Append(spool, "a", 2);
        house.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(7), spool.OldestAge);

        var records = SpoolHouse.Scan(spool);
        spool.Done(records[0]);
        Assert.Equal(TimeSpan.FromSeconds(2), spool.OldestAge);
        house.Clock.Set(house.Clock.GetUtcNow().AddHours(-1));
        Assert.Equal(TimeSpan.Zero, spool.OldestAge);
        spool.Done(records[1]);
        Assert.Null(spool.OldestAge);
    }

    [Fact]
    public void A_clock_set_back_an_hour_changes_neither_order_nor_numbers()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "a", 1);
        house.Clock.Set(house.Clock.GetUtcNow().AddHours(-1));
        SpoolHouse.Append(spool, "a", 2);

        using var left = house.Killed();
        using var next = left.Open();
        SpoolHouse.Append(next, "a", 3);
        Assert.Equal([(1L, 1L), (2, 2), (3, 3)], SpoolHouse.Scan(next).Select(r => (r.Seq, Number(r))));
    }

    [Fact]
    public void The_largest_event_fits_and_a_larger_one_is_refused()
    {
        using var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 4096 });
        Assert.Equal(SpoolAnswer.Kept, spool.Append("a", SpoolKind.Event, Some.Id(1), new byte[Frame.MostJson].AsSpan()[..^1]));
        Assert.Equal(SpoolAnswer.TooLarge, spool.Append("a", SpoolKind.Event, Some.Id(1), new byte[Frame.MostJson + 1]));
        Assert.Equal(SpoolAnswer.TooLarge, spool.Append("no tenant", SpoolKind.Event, Some.Id(1), "{}"u8));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 2));

        var records = SpoolHouse.Scan(spool);
        Assert.Equal([1L, 2], records.Select(r => r.Seq));
        Assert.True(spool.TryRead(records[0], out var json));
        Assert.Equal(Frame.MostJson - 1, json.Length);
    }

    [Fact]
    public void A_closed_spool_says_so()
    {
        var spool = house.Open();
        spool.Dispose();
        spool.Dispose();
        Assert.Equal(SpoolAnswer.Closed, SpoolHouse.Append(spool, "a", 1));
    }

    [Fact]
    public void What_was_written_is_forced_to_the_disk_by_interval()
    {
        using var spool = SpoolHouse.Open(house.Settings with { SyncEvery = TimeSpan.FromSeconds(1), SegmentBytes = 1024 });
        for (var i = 1; i <= 50; i++)
        {
            SpoolHouse.Append(spool, "a", i);
        }

        SpoolHouse.Scan(spool).ForEach(spool.Done); // Segments that went meanwhile are nothing to force.
        house.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 51));
    }

    private static long Number(SpoolRecord record) => Enumerable.Range(1, 1000).First(n => Some.Id(n) == record.Id);
}
