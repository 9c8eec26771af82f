using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

/// <summary>Somebody deletes, moves, replaces or cuts the spool's files while they are in use.</summary>
public sealed class MeddlingTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();
    private readonly TempFolder elsewhere = new();

    public void Dispose()
    {
        house.Dispose();
        elsewhere.Dispose();
    }

    /// <summary>Each way in which files of a slot that is in use can go away.</summary>
    public static TheoryData<string> Ways() =>
        ["spool deleted", "spool moved", "spool replaced", "slot deleted", "slot moved", "slot replaced", "slot is a link",
            "slot is a file", "segment deleted", "segment moved", "segment replaced", "segment is a link", "segment is a folder",
            "segment is a dangling link",
            "oldest segment deleted", "all segments deleted", "everything in the slot deleted", "lock deleted", "lock replaced"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_was_accepted_before_and_after_is_read_and_what_is_not_done_is_there_for_the_next_process(string way)
    {
        using var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 1024 }, logger);
        Append(spool, 1, 20);
        var early = SpoolHouse.Scan(spool); // Some were handed out before, and are read after.
        Append(spool, 21, 30);
        Meddle(way);
        Append(spool, 31, 40); // Before it is noticed.
        spool.Maintain();
        Append(spool, 41, 50);
        spool.Maintain();

        using (var killed = house.Killed())
        {
            using var next = killed.Open();
            Assert.Subset(SpoolHouse.Scan(next).Select(r => SpoolHouse.Read(next, r)).ToHashSet(), All(50));
        }

        var records = early.Concat(SpoolHouse.Scan(spool)).ToList();
        Assert.Equal(All(50), records.Select(r => SpoolHouse.Read(spool, r)).ToHashSet());
        Assert.Equal(50, records.Count);
        Assert.False(spool.TryTakeLoss(out _));
        Assert.NotEqual(0, spool.Incidents.Count);
        Assert.Contains(logger.Lines, line => line.Contains("deleted, replaced or cut", StringComparison.Ordinal));
        Assert.DoesNotContain(logger.Lines, line => line.Contains("could not", StringComparison.Ordinal));

        records.ForEach(spool.Done);
        spool.Maintain();
        spool.Maintain();
        Assert.Equal(1, house.Slots().Count(slot => Directory.EnumerateFiles(Path.Combine(house.Folder, slot), "*.seg").Any()));
        Assert.Empty(spool.Troubles);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void At_a_clean_stop_with_nothing_done_everything_is_there_for_the_next_process(string way)
    {
        using (var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 1024 }, logger))
        {
            Append(spool, 1, 20);
            SpoolHouse.Scan(spool);
            Meddle(way);
            Append(spool, 21, 40);
        }

        using var next = house.Open();
        var read = SpoolHouse.Scan(next).Select(r => SpoolHouse.Read(next, r)).ToList();
        Assert.Subset(read.ToHashSet(), All(40));
    }

    [Fact]
    public void Numbers_go_on_where_no_other_process_can_have_taken_the_slot()
    {
        using var spool = house.Open();
        Append(spool, 1, 3);
        var producer = spool.Producer;
        Directory.Delete(house.Folder, recursive: true);
        spool.Maintain();
        Append(spool, 4, 6);
        Assert.Equal(
            Enumerable.Range(1, 6).Select(n => (producer, (long)n)), SpoolHouse.Scan(spool).Select(r => (r.Producer, r.Seq)));
    }

    [Fact]
    public void A_slot_that_another_process_took_when_its_lock_was_deleted_is_left_to_it()
    {
        using var spool = house.Open();
        Append(spool, 1, 3);
        var producer = spool.Producer;
        File.Delete(Path.Combine(house.Folder, producer, "lock"));
        using var other = house.Open();
        spool.Maintain();
        Append(spool, 4, 6);
        Assert.NotEqual(producer, spool.Producer);
        Assert.Equal(6, SpoolHouse.Scan(spool).Count);
        Assert.Equal(3, SpoolHouse.Scan(other).Count); // Twice, and the log knows them by their ids.
    }

    /// <summary>Cut at every offset, with more written behind it: what can no longer be read is named, and nothing else is lost.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_segment_cut_at_any_offset_loses_only_what_was_cut_and_its_numbers_are_told(bool wasRead)
    {
        for (var offset = 0; offset < 1200; offset += 13)
        {
            using var own = new SpoolHouse();
            using var spool = own.Open();
            Append(spool, 1, 10);
            var records = wasRead ? SpoolHouse.Scan(spool) : [];
            Cut(own.Segments()[0], offset);

            Append(spool, 11, 15);
            spool.Maintain();
            Append(spool, 16, 20);
            records.AddRange(SpoolHouse.Scan(spool));
            var (whole, lost) = (new HashSet<long>(), new HashSet<long>());
            foreach (var record in records)
            {
                (SpoolHouse.Read(spool, record) == SpoolHouse.Json(record.Seq) ? whole : lost).Add(record.Seq);
            }

            while (spool.TryTakeLoss(out var loss))
            {
                lost.UnionWith(loss!.Ranges.SelectMany(r => Enumerable.Range((int)r.From, (int)r.Length).Select(n => (long)n)));
                spool.Done(loss);
            }

            Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), whole.Concat(lost).Order());
            Assert.Subset(whole, Enumerable.Range(11, 10).Select(n => (long)n).ToHashSet());
        }
    }

    [Fact]
    public void What_is_committed_already_is_not_told_as_lost_when_its_segment_is_cut()
    {
        using var spool = house.Open();
        Append(spool, 1, 10);
        SpoolHouse.Scan(spool).ForEach(spool.Done);
        Cut(house.Segments()[0], 0);

        Append(spool, 11, 12);
        spool.Maintain();
        SpoolHouse.Scan(spool).ForEach(spool.Done);
        Assert.False(spool.TryTakeLoss(out _));
    }

    private static HashSet<string> All(int count) => [.. Enumerable.Range(1, count).Select(n => SpoolHouse.Json(n))];

    private static void Append(Spool spool, int from, int to, int size = 0)
    {
        for (var n = from; n <= to; n++)
        {
            Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", n, size: size));
        }
    }

    private static void Cut(string path, int length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private void Meddle(string way)
    {
        var slot = Path.Combine(house.Folder, house.Slots()[0]);
        var (oldest, newest) = (house.Segments()[0], house.Segments()[^1]);
        var away = elsewhere.File("away");
        switch (way)
        {
            case "spool deleted":
                Directory.Delete(house.Folder, recursive: true);
                break;
            case "spool moved":
                Directory.Move(house.Folder, away);
                break;
            case "spool replaced":
                Directory.Move(house.Folder, away);
                Directory.CreateDirectory(house.Folder);
                break;
            case "slot deleted":
                Directory.Delete(slot, recursive: true);
                break;
            case "slot moved":
                Directory.Move(slot, away);
                break;
            case "slot replaced":
                Directory.Move(slot, away);
                Directory.CreateDirectory(slot);
                foreach (var file in Directory.EnumerateFiles(away, "*.seg"))
                {
                    File.WriteAllText(Path.Combine(slot, Path.GetFileName(file)), "another's");
                }

                break;
            case "slot is a link":
                Directory.Move(slot, away);
                Directory.CreateSymbolicLink(slot, away);
                break;
            case "slot is a file":
                Directory.Move(slot, away);
                File.WriteAllText(slot, "a file");
                break;
            case "segment deleted":
                File.Delete(newest);
                break;
            case "segment moved":
                File.Move(newest, away);
                break;
            case "segment replaced":
                File.Move(newest, away);
                File.Copy(away, newest); // The same bytes, and not the file that is written to.
                break;
            case "segment is a link":
                File.Move(newest, away);
                File.CreateSymbolicLink(newest, away);
                break;
            case "segment is a folder":
                File.Move(newest, away);
                Directory.CreateDirectory(newest);
                break;
            case "segment is a dangling link":
                File.Delete(newest);
                File.CreateSymbolicLink(newest, away);
                break;
            case "oldest segment deleted":
                File.Delete(oldest);
                break;
            case "all segments deleted":
                house.Segments().ForEach(File.Delete);
                break;
            case "everything in the slot deleted":
                Directory.EnumerateFiles(slot).ToList().ForEach(File.Delete);
                break;
            case "lock deleted":
                File.Delete(Path.Combine(slot, "lock"));
                break;
            default:
                File.Move(Path.Combine(slot, "lock"), away);
                File.WriteAllText(Path.Combine(slot, "lock"), "");
                break;
        }
    }
}
