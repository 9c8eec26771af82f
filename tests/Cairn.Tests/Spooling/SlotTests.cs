using Cairn.Contracts;
using Cairn.Primitives;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class SlotTests : IDisposable
{
    private readonly SpoolHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void Two_at_once_have_a_slot_each_and_neither_reads_the_others()
    {
        using var first = house.Open();
        using var second = house.Open();
        SpoolHouse.Append(first, "a", 1);
        SpoolHouse.Append(second, "a", 2);
        first.Maintain();

        Assert.NotEqual(first.Producer, second.Producer);
        Assert.Equal([Some.Id(1)], SpoolHouse.Scan(first).Select(r => r.Id));
        Assert.Equal([Some.Id(2)], SpoolHouse.Scan(second).Select(r => r.Id));
    }

    [Fact]
    public void One_that_runs_adopts_what_one_that_stopped_left_and_leaves_the_slot_for_later()
    {
        using var runs = house.Open();
        string producer;
        using (var stops = house.Open())
        {
            producer = stops.Producer;
            SpoolHouse.Append(stops, "a", 1);
            SpoolHouse.Append(stops, "a", 2);
        }

        Assert.Empty(SpoolHouse.Scan(runs));
        runs.Maintain();
        SpoolHouse.Append(runs, "a", 3);
        var records = SpoolHouse.Scan(runs);
        Assert.Equal([(producer, 1L), (producer, 2), (runs.Producer, 1)], records.OrderBy(r => r.Id).Select(r => (r.Producer, r.Seq)));

        records.ForEach(runs.Done);
        runs.Maintain();
        using var third = house.Open();
        Assert.Equal(producer, third.Producer); // The slot was let go, and its numbers go on.
        SpoolHouse.Append(third, "a", 4);
        Assert.Equal([3L], SpoolHouse.Scan(third).Select(r => r.Seq));
    }

    [Fact]
    public void An_adopted_slot_that_is_not_drained_is_there_for_the_next()
    {
        var first = house.Open();
        var second = house.Open();
        SpoolHouse.Append(second, "a", 1);
        second.Dispose();
        first.Maintain();
        SpoolHouse.Scan(first);
        first.Dispose();

        using var next = house.Open();
        Assert.Equal([Some.Id(1)], SpoolHouse.Scan(next).Select(r => r.Id));
        Assert.Equal(2, house.Slots().Count);
    }

    [Fact]
    public void Crashes_and_restarts_of_two_make_no_more_than_four_slots()
    {
        var at = house;
        for (var round = 0; round < 20; round++)
        {
            using var first = at.Open();
            using var second = at.Open();
            SpoolHouse.Append(first, "a", round);
            SpoolHouse.Append(second, "a", round);
            SpoolHouse.Scan(first).ForEach(first.Done);
            SpoolHouse.Scan(second).ForEach(second.Done);
            first.Maintain();
            SpoolHouse.Append(first, "a", round);
            SpoolHouse.Append(second, "a", round);
            var killed = at.Killed();
            Assert.InRange(killed.Slots().Count, 2, 4);
            if (at != house)
            {
                first.Dispose();
                second.Dispose();
                at.Dispose();
            }

            at = killed;
        }

        at.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_the_machine_was_restarted_only_a_slot_closed_in_good_order_goes_on(bool wasClosed)
    {
        var before = house.Open();
        SpoolHouse.Append(before, "a", 1);
        if (wasClosed)
        {
            before.Dispose();
        }

        using var left = house.Killed();
        using var next = SpoolHouse.Open(left.Settings with { Boot = Some.Id(8) });
        SpoolHouse.Append(next, "a", 2);
        var records = SpoolHouse.Scan(next);
        Assert.Equal([Some.Id(1), Some.Id(2)], records.Select(r => r.Id).Order());
        Assert.Equal(wasClosed, before.Producer == next.Producer);

        // A slot whose last numbers may be lost goes as soon as it is drained.
        Assert.Equal(wasClosed ? 1 : 2, left.Slots().Count);
        records.ForEach(next.Done);
        next.Maintain();
        Assert.Equal([next.Producer], left.Slots());
        before.Dispose();
    }

    [Fact]
    public void After_the_machine_was_restarted_twice_the_old_mark_does_not_count()
    {
        house.Open().Dispose();
        using var second = SpoolHouse.Open(house.Settings with { Boot = Some.Id(8) });
        SpoolHouse.Append(second, "a", 1);
        var last = house.Segments()[^1];

        // What the machine lost: everything since the segment was begun.
        using var left = house.Killed();
        Cut(left, Path.GetFileName(last));
        using var third = SpoolHouse.Open(left.Settings with { Boot = Some.Id(9) });
        Assert.NotEqual(second.Producer, third.Producer);
    }

    [Fact]
    public void Where_the_start_of_the_machine_cannot_be_told_only_a_closed_slot_goes_on()
    {
        using var first = SpoolHouse.Open(house.Settings with { Boot = Guid.Empty });
        SpoolHouse.Append(first, "a", 1);
        using var left = house.Killed();
        using var second = SpoolHouse.Open(left.Settings with { Boot = Guid.Empty });
        Assert.NotEqual(first.Producer, second.Producer);
        Assert.Single(SpoolHouse.Scan(second));
    }

    [Fact]
    public void A_torn_tail_is_cut_and_its_producer_is_not_used_again()
    {
        using var dead = house.Open();
        SpoolHouse.Append(dead, "a", 1);
        SpoolHouse.Append(dead, "a", 2);
        using var left = house.Killed();
        var last = left.Segments()[^1];
        using (var file = File.OpenWrite(last))
        {
            file.SetLength(file.Length - 5);
        }

        using var next = left.Open();
        Assert.NotEqual(dead.Producer, next.Producer);
        Assert.Equal([1L], SpoolHouse.Scan(next).Select(r => r.Seq));
        Assert.Equal(0, next.Quarantine.Count);
    }

    [Fact]
    public void What_a_process_left_half_made_is_cleared_away_and_what_is_not_a_slot_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(house.Folder, "abcdefghijklmnop.new"));
        Directory.CreateDirectory(Path.Combine(house.Folder, "abcdefghijklmnoq.old"));
        Directory.SetLastWriteTimeUtc(Path.Combine(house.Folder, "abcdefghijklmnop.new"), DateTime.UtcNow.AddDays(-1));
        Directory.SetLastWriteTimeUtc(Path.Combine(house.Folder, "abcdefghijklmnoq.old"), DateTime.UtcNow.AddDays(-1));
        Directory.CreateDirectory(Path.Combine(house.Folder, "somebody-elses"));
        using var elsewhere = new TempFolder();
        File.WriteAllText(elsewhere.File("000000000001.seg"), "not ours");
        File.CreateSymbolicLink(Path.Combine(house.Folder, "linklinklinklink"), elsewhere.Path);

        using var spool = house.Open();
        spool.Maintain();
        Assert.Equal(
            ["linklinklinklink", spool.Producer, "somebody-elses"],
            Directory.EnumerateDirectories(house.Folder)
                .Select(path => Path.GetFileName(path)!)
                .OrderBy(name => name == spool.Producer ? "m" : name, StringComparer.Ordinal));
        Assert.Equal("not ours", File.ReadAllText(elsewhere.File("000000000001.seg")));
    }

    [Fact]
    public void A_producer_is_sixteen_letters_and_digits()
    {
        using var spool = SpoolHouse.Open(house.Settings with { Random = Some.Fill() });
        Assert.Matches("^[a-z0-9]{16}$", spool.Producer);
        Assert.True(Grammar.IsProducer(spool.Producer));
    }

    private static void Cut(SpoolHouse left, string segment)
    {
        var path = left.Segments().Single(path => Path.GetFileName(path) == segment);
        var length = SegmentHeader.LengthOf(File.ReadAllBytes(path));
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
