using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class FaultTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void Beyond_its_cap_a_spool_is_full_until_something_is_done()
    {
        using var spool = SpoolHouse.Open(house.Settings with { Cap = 20_000, SegmentBytes = 2_000 });
        var kept = 0;
        while (SpoolHouse.Append(spool, "a", kept + 1) == SpoolAnswer.Kept)
        {
            kept++;
        }

        Assert.Equal(SpoolAnswer.Full, SpoolHouse.Append(spool, "a", kept + 1));
        Assert.InRange(spool.Bytes, 18_000, 20_000);
        var records = SpoolHouse.Scan(spool);
        Assert.Equal(kept, records.Count);
        records.ForEach(spool.Done);
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", kept + 1));
        Assert.Equal([kept + 1L], SpoolHouse.Scan(spool).Select(r => r.Seq)); // What was dropped took no number.
    }

    [Fact]
    public void What_others_left_counts_towards_the_cap()
    {
        using (var before = house.Open())
        {
            for (var i = 1; i <= 100; i++)
            {
                SpoolHouse.Append(before, "a", i, size: 100);
            }
        }

        using var spool = SpoolHouse.Open(house.Settings with { Cap = 4_096, SegmentBytes = 2_000 });
        Assert.Equal(SpoolAnswer.Full, SpoolHouse.Append(spool, "a", 101));
    }

    [Fact]
    public void A_disk_that_fails_is_left_alone_for_a_while_and_then_tried_again()
    {
        var (fails, tries) = (false, 0);
        using var spool = SpoolHouse.Open(house.Settings with { OnWrite = _ => Fail() }, logger);
        SpoolHouse.Append(spool, "a", 1);
        (fails, tries) = (true, 0);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", 2));
        }

        Assert.Equal(1, tries);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", 2));
        fails = false;
        Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", 2));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 2));

        Assert.Equal([1L, 2], SpoolHouse.Scan(spool).Select(r => r.Seq));
        Assert.Equal(2, logger.Lines.Count(line => line.Contains("write to", StringComparison.Ordinal))); // It fails; it is back.

        void Fail()
        {
            tries++;
            if (fails)
            {
                throw new IOException("No space left on device");
            }
        }
    }

    [Fact]
    public void A_full_disk_drops_and_what_was_kept_is_whole()
    {
        if (SmallDisk.TryMake() is not { } disk)
        {
            A_disk_that_fails_is_left_alone_for_a_while_and_then_tried_again(); // Only root may mount one.
            return;
        }

        using (disk)
        {
            var settings = house.Settings with { Folder = disk.File("spool"), SegmentBytes = 100_000 };
            var kept = 0;
            using (var spool = SpoolHouse.Open(settings, logger))
            {
                while (SpoolHouse.Append(spool, "a", kept + 1, size: 500) == SpoolAnswer.Kept)
                {
                    kept++;
                }

                Assert.InRange(kept, 500, 2_000);
                Assert.Contains(logger.Lines, line => line.Contains("could not write to", StringComparison.Ordinal));
                var records = SpoolHouse.Scan(spool);
                Assert.Equal(Enumerable.Range(1, kept).Select(i => (long)i), records.Select(r => r.Seq));
                records.ForEach(spool.Done); // Makes room.
                house.Clock.Advance(TimeSpan.FromSeconds(1));
                Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", kept + 1));
            }

            using var again = SpoolHouse.Open(settings);
            Assert.Equal(kept + 1L, SpoolHouse.Scan(again)[^1].Seq);
            Assert.Equal(0, again.Quarantine.Count);
        }
    }

    [Fact]
    public void A_folder_that_was_deleted_is_made_again_and_its_numbers_go_on()
    {
        using var spool = SpoolHouse.Open(house.Settings, logger);
        SpoolHouse.Append(spool, "a", 1);
        var before = spool.Producer;
        Directory.Delete(house.Folder, recursive: true);
        spool.Maintain();

        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 2));
        Assert.Equal(before, spool.Producer); // Nobody else can have had a folder that was gone.
        var records = SpoolHouse.Scan(spool);
        // The open file still has the first.
        Assert.Equal([(before, 1L), (before, 2)], records.Select(r => (r.Producer, r.Seq)));
        records.ForEach(spool.Done);
        spool.Maintain();
        Assert.Single(house.Slots());
    }

    [Fact]
    public void Only_its_owner_reads_a_spool()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There a file's readers are those of its folder.
        }

        using var spool = house.Open();
        SpoolHouse.Append(spool, "a", 1);
        Assert.Equal(QuarantineAnswer.Kept, spool.Quarantine.Put(SpoolHouse.Scan(spool)[0], "{}"u8.ToArray(), "a test"));
        var (folder, file) = (
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(folder, File.GetUnixFileMode(house.Folder));
        foreach (var path in Directory.EnumerateFileSystemEntries(house.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(Directory.Exists(path) ? folder : file, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_folder_others_may_write_to_is_told_of()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There a file's writers are those of its folder.
        }

        Directory.CreateDirectory(house.Folder);
        File.SetUnixFileMode(house.Folder, (UnixFileMode)0b111_111_111);
        house.Open(logger).Dispose();
        Assert.Contains(logger.Lines, line => line.Contains("Other accounts can write", StringComparison.Ordinal));
    }

    [Fact]
    public void A_place_that_cannot_be_a_spool_is_refused_by_name()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(house.Folder)!);
        File.WriteAllText(house.Folder, "a file");
        var error = Assert.Throws<CairnStoreException>(() => house.Open());
        Assert.StartsWith($"The spool folder {house.Folder} cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("name another.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_refused_by_name()
    {
        // What not even root may write to.
        var folder = OperatingSystem.IsLinux() ? "/proc/cairn-spool" : Path.Combine(house.Folder, "\0");
        var error = Assert.Throws<CairnStoreException>(() => SpoolHouse.Open(house.Settings with { Folder = folder }));
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_turns_read_only_drops_and_recovers()
    {
        if (SmallDisk.TryMake() is not { } disk)
        {
            A_disk_that_fails_is_left_alone_for_a_while_and_then_tried_again(); // Only root may mount one.
            return;
        }

        using (disk)
        {
            using var spool = SpoolHouse.Open(
                house.Settings with { Folder = disk.File("spool"), SegmentBytes = 1024 }, logger);
            SpoolHouse.Append(spool, "a", 1);
            disk.Cover();
            spool.Maintain();
            Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", 2));
            disk.Uncover();
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 2));
        }
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<CairnStoreException>(() => SpoolHouse.Open(house.Settings with { SegmentBytes = 10 }));
        Assert.Throws<CairnStoreException>(() => SpoolHouse.Open(house.Settings with { Cap = 1 << 10 }));
    }
}
