using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

/// <summary>A disk that is full while the store is away: what is drained makes room, and making room needs none.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();

    public void Dispose() => house.Dispose();

    [Theory]
    [InlineData(8 << 20, false)] // The usual segments: one is as large as the disk.
    [InlineData(256 << 10, false)]
    [InlineData(8 << 20, true)]
    [InlineData(256 << 10, true)]
    public void Once_everything_is_drained_recording_goes_on_and_a_restart_in_between_works(int segmentBytes, bool restarts)
    {
        if (SmallDisk.TryMake(mebibytes: 8) is not { } disk)
        {
            return; // Only root may mount one.
        }

        using (disk)
        {
            var settings = house.Settings with { Folder = disk.File("spool"), SegmentBytes = segmentBytes };
            var spool = SpoolHouse.Open(settings, logger);
            try
            {
                spool.Maintain();
                var kept = Fill(spool, disk, from: 1);
                Assert.InRange(kept, 10_000, 16_000);
                if (restarts)
                {
                    spool.Dispose();
                    disk.Fill(); // Somebody else takes what the stop gave back.
                    spool = SpoolHouse.Open(settings, logger);
                }

                Drain(spool, kept);
                Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", kept + 1, size: 500));
                Assert.Empty(spool.Troubles);

                // And again, and at the next start.
                var more = Fill(spool, disk, from: kept + 2);
                Drain(spool, more + 1);
                spool.Dispose();
                disk.Fill();
                spool = SpoolHouse.Open(settings, logger);
                spool.Maintain();
                disk.Free();
                house.Clock.Advance(TimeSpan.FromSeconds(2));
                spool.Maintain();
                Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 1));
                Assert.Equal(0, spool.Quarantine.Count);
            }
            finally
            {
                spool.Dispose();
            }
        }
    }

    [Fact]
    public void With_no_room_for_anything_a_start_drains_what_is_left()
    {
        if (SmallDisk.TryMake(mebibytes: 8) is not { } disk)
        {
            return; // As above.
        }

        using (disk)
        {
            var settings = house.Settings with { Folder = disk.File("spool") };
            using (var before = SpoolHouse.Open(settings))
            {
                SpoolHouse.Append(before, "a", 1, size: 100_000);
            }

            // No mark, no reserve, no room.
            Directory.EnumerateFiles(disk.File("spool"), "reserve", SearchOption.AllDirectories).ToList().ForEach(File.Delete);
            disk.Fill();
            using var spool = SpoolHouse.Open(settings with { Boot = Guid.Empty }, logger);
            Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", 2));
            Drain(spool, 1);
            Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, "a", 2));
        }
    }

    private int Fill(Spool spool, SmallDisk disk, int from)
    {
        var kept = 0;
        while (SpoolHouse.Append(spool, "a", from + kept, size: 500) == SpoolAnswer.Kept)
        {
            kept++;
        }

        disk.Fill();
        Assert.Equal(SpoolAnswer.DiskFailed, SpoolHouse.Append(spool, "a", from + kept, size: 500));
        return kept;
    }

    private void Drain(Spool spool, int expected)
    {
        var records = SpoolHouse.Scan(spool, most: 1000);
        Assert.Equal(expected, records.Count);
        records.ForEach(spool.Done);
        for (var i = 0; i < 3; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            spool.Maintain();
        }
    }
}
