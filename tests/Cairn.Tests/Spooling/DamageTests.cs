using Cairn.Contracts;
using Cairn.Manifests;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class DamageTests : IDisposable
{
    private readonly SpoolHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void A_flipped_byte_loses_one_record_which_is_set_aside_and_its_number_told()
    {
        using var left = Written(count: 9, segmentBytes: 8 << 20);
        var bytes = File.ReadAllBytes(left.Segments()[0]);
        var at = bytes.AsSpan().IndexOf("{\"event\":\"5"u8);
        bytes[at + 3] ^= 1;
        File.WriteAllBytes(left.Segments()[0], bytes);

        var logger = new ListLogger();
        using var spool = left.Open(logger);
        var records = SpoolHouse.Scan(spool);
        Assert.Equal([1L, 2, 3, 4, 6, 7, 8, 9], records.Select(r => r.Seq));
        var item = Assert.Single(spool.Quarantine.List());
        Assert.Null(item.Kind);
        Assert.Equal("these bytes are no record: they were changed or cut", item.Reason);
        Assert.True(File.ReadAllBytes(Path.Combine(spool.Quarantine.Folder, item.Name + ".bin")).AsSpan().IndexOf("ent\":\"5"u8) > 0);
        Assert.Contains(logger.Lines, line => line.Contains("damaged bytes", StringComparison.Ordinal));

        // The segment stays until the log has been told what was lost.
        Assert.True(spool.TryTakeLoss(out var loss));
        Assert.Equal(("default", new NumberRange(5, 5)), (loss!.Tenant, Assert.Single(loss.Ranges)));
        records.ForEach(spool.Done);
        Assert.Contains(left.Segments(), File.Exists);
        Assert.NotNull(spool.OldestAge);
        spool.Done(loss);
        spool.Maintain();
        Assert.Equal(left.Slots(), [spool.Producer]);
        Assert.False(spool.TryTakeLoss(out _));
    }

    [Fact]
    public void A_truncated_older_segment_loses_what_was_cut_and_the_next_ones_header_says_how_much()
    {
        using var left = Written(count: 40, segmentBytes: 1024);
        var oldest = left.Segments()[0];
        using (var file = File.OpenWrite(oldest))
        {
            file.SetLength(file.Length - 150); // The last record, and a part of the one before.
        }

        using var spool = left.Open();
        var records = SpoolHouse.Scan(spool);
        Assert.True(spool.TryTakeLoss(out var loss));
        var lost = Assert.Single(loss!.Ranges);
        Assert.Equal(2, lost.Length);
        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n).Where(n => n < lost.From || n > lost.To), records.Select(r => r.Seq));
        Assert.Equal(1, spool.Quarantine.Count);
    }

    [Fact]
    public void A_damaged_header_loses_no_record()
    {
        using var left = Written(count: 3, segmentBytes: 8 << 20);
        Flip(left.Segments()[0], 40);
        using var spool = left.Open();
        Assert.Equal([1L, 2, 3], SpoolHouse.Scan(spool).Select(r => r.Seq));
        Assert.Equal(1, spool.Quarantine.Count);
    }

    [Fact]
    public void A_record_damaged_after_it_was_handed_out_is_set_aside()
    {
        using var spool = house.Open();
        SpoolHouse.Append(spool, "a", 1);
        var record = Assert.Single(SpoolHouse.Scan(spool));
        Flip(house.Segments()[0], record.Place.Offset + Frame.Head + 4);

        Assert.False(spool.TryRead(record, out _));
        Assert.Equal(1, spool.Quarantine.Count);
    }

    [Fact]
    public void A_segment_of_another_slot_is_no_segment_here()
    {
        using var other = new SpoolHouse();
        using (var spool = other.Open())
        {
            SpoolHouse.Append(spool, "a", 1);
        }

        using (var spool = house.Open())
        {
            SpoolHouse.Append(spool, "a", 2);
        }

        File.Copy(other.Segments()[0], Path.Combine(Path.GetDirectoryName(house.Segments()[0])!, "000000000002.seg"));
        using var next = house.Open();
        Assert.Equal([Some.Id(2)], SpoolHouse.Scan(next).Select(r => r.Id));
        Assert.Equal(1, next.Quarantine.Count);
    }

    [Fact]
    public void Damage_that_finds_no_room_in_quarantine_keeps_its_segment()
    {
        using var left = Written(count: 3, segmentBytes: 8 << 20);
        var segment = left.Segments()[0];
        Flip(segment, File.ReadAllBytes(segment).AsSpan().LastIndexOfAnyExcept((byte)0) - 30);
        var quarantine = Path.Combine(left.Folder, "quarantine");
        File.WriteAllText(quarantine, "in the way");

        using var spool = left.Open();
        SpoolHouse.Scan(spool).ForEach(spool.Done);
        Tell(spool);
        spool.Maintain();
        Assert.Contains(segment, left.Segments());

        File.Delete(quarantine);
        spool.Maintain();
        Assert.DoesNotContain(segment, left.Segments());
        Assert.Equal(1, spool.Quarantine.Count);
    }

    /// <summary>Flips, cuts, inserts and overwrites: never an exception, every intact record there, none invented.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_done_to_a_segment_no_intact_record_is_lost_and_none_is_invented(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            using var left = Written(count: 30, segmentBytes: 2048);
            var path = left.Segments()[random.Next(left.Segments().Count)];
            var intact = Records(left);
            var untouched = Damage(path, random);
            using var spool = left.Open();
            var records = SpoolHouse.Scan(spool, random.Next(1, 10));
            var found = records.Select(r => SpoolHouse.Read(spool, r)).ToHashSet();

            Assert.Subset(intact.Select(r => r.Json).ToHashSet(), found);
            Assert.Equal(found.Count, records.Count);
            Assert.All(intact.Where(r => r.Path != path || untouched(r.From, r.To)), r => Assert.Contains(r.Json, found));
            Assert.Equal(records.Select(r => r.Seq).Order(), records.Select(r => r.Seq));
            records.ForEach(spool.Done);
            Tell(spool);
            spool.Maintain();
        }
    }

    private SpoolHouse Written(int count, int segmentBytes)
    {
        using var own = new SpoolHouse();
        using var spool = SpoolHouse.Open(own.Settings with { SegmentBytes = segmentBytes });
        for (var i = 1; i <= count; i++)
        {
            SpoolHouse.Append(spool, "default", i, size: i * 7 % 50);
        }

        return own.Killed();
    }

    /// <summary>Each record's file, place and JSON.</summary>
    private static List<(string Path, long From, long To, string Json)> Records(SpoolHouse left)
    {
        using var copy = left.Killed();
        using var spool = copy.Open();
        return [.. SpoolHouse.Scan(spool).Select(r => (
            r.Place.Segment.File.Path.Replace(copy.Folder, left.Folder, StringComparison.Ordinal),
            r.Place.Offset,
            r.Place.Offset + Frame.Head + r.Tenant.Length + r.Length,
            SpoolHouse.Read(spool, r)))];
    }

    /// <summary>Damages a file; says which places keep their bytes where they were.</summary>
    private static Func<long, long, bool> Damage(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path).ToList();
        var used = bytes.FindLastIndex(b => b != 0) + 1;
        var at = random.Next(used);
        var length = random.Next(1, 100);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                length = 1;
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                length = int.MaxValue / 2;
                break;
            case 2:
                bytes.InsertRange(at, bytes.Slice(0, Math.Min(length, used)));
                length = int.MaxValue / 2; // All behind it has another place.
                break;
            default:
                for (var i = at; i < Math.Min(at + length, used); i++)
                {
                    bytes[i] = (byte)random.Next(256);
                }

                break;
        }

        File.WriteAllBytes(path, [.. bytes]);
        return (from, to) => to <= at || from >= at + (long)length;
    }

    private static void Tell(Spool spool)
    {
        while (spool.TryTakeLoss(out var loss))
        {
            spool.Done(loss!);
        }
    }

    private static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = at;
        var b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ 0x10));
    }
}
