using System.Text;
using Cairn.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Tests.Spooling;

public sealed class SpoolTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FixedClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_kept_is_handed_out_in_order_with_its_bytes_and_numbers()
    {
        using var spool = Open();
        Assert.Equal(SpoolAnswer.Kept, Append(spool, "a", 1));
        Assert.Equal(SpoolAnswer.Kept, Append(spool, "b", 2));
        Assert.Equal(SpoolAnswer.Kept, Append(spool, "a", 3, SpoolKind.Intent));
        Assert.Equal(SpoolAnswer.Kept, Append(spool, "a", 4, SpoolKind.Outcome));

        var records = Scan(spool);
        Assert.Equal([("a", 1L, Some.Id(1)), ("b", 1, Some.Id(2)), ("a", 0, Some.Id(3)), ("a", 2, Some.Id(4))], records.Select(r => (r.Tenant, r.Seq, r.Id)));
        Assert.All(records, r => Assert.Equal((spool.Producer, clock.GetUtcNow()), (r.Producer, r.Written)));
        Assert.All(records, r => Assert.Equal($"event {r.Id}", Json(spool, r)));
    }

    [Fact]
    public void A_spool_that_was_not_closed_goes_on_where_it_stopped()
    {
        string producer;
        using (var lost = Open())
        {
            producer = lost.Producer;
            Append(lost, "a", 1);
            Append(lost, "a", 2);
            using var copy = Killed();
            using var next = Open(copy.Path);
            Assert.Equal(producer, next.Producer);
            Append(next, "a", 3);
            Assert.Equal([1L, 2, 3], Scan(next).Select(r => r.Seq));
        }
    }

    [Fact]
    public void Segments_go_when_all_in_them_is_done_and_the_numbers_stay()
    {
        using (var spool = Open(segmentBytes: 1024))
        {
            for (var i = 1; i <= 100; i++)
            {
                Append(spool, "a", i);
            }

            var records = Scan(spool);
            Assert.True(Segments() > 5);
            records.ForEach(spool.Done);
            Assert.Equal(1, Segments());
            spool.Maintain();
            Assert.Equal(1, Segments());
        }

        using var again = Open();
        Assert.Empty(Scan(again));
        Append(again, "a", 101);
        Assert.Equal([101L], Scan(again).Select(r => r.Seq));
    }

    private int Segments() => Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories).Count();

    private static List<SpoolRecord> Scan(Spool spool)
    {
        var records = new List<SpoolRecord>();
        while (spool.Scan(records, 7) > 0)
        {
        }

        return records;
    }

    private static SpoolAnswer Append(Spool spool, string tenant, int number, SpoolKind kind = SpoolKind.Event) =>
        spool.Append(tenant, kind, Some.Id(number), Encoding.UTF8.GetBytes($"event {Some.Id(number)}"));

    private static string Json(Spool spool, SpoolRecord record) => spool.TryRead(record, out var json) ? Encoding.UTF8.GetString(json.Span) : "damaged";

    /// <summary>The folder as a process leaves it that dies now.</summary>
    private TempFolder Killed()
    {
        var copy = new TempFolder();
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(folder.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        return copy;
    }

    private Spool Open(string? path = null, int segmentBytes = 8 << 20) => Spool.Open(
        new() { Folder = path ?? folder.Path, Clock = clock, Boot = Some.Id(7), SegmentBytes = segmentBytes },
        NullLogger.Instance);
}
