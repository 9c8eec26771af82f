using System.Globalization;
using System.Text;
using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

public sealed class ThreadTests : IDisposable
{
    private const int Each = 5_000;

    private readonly SpoolHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void Four_threads_keep_each_their_order_and_numbers_leave_none_out_while_the_drain_reads()
    {
        using var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 64 << 10 });
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() => Write(spool, t))).ToList();
        threads.ForEach(thread => thread.Start());
        var seen = new List<(string Tenant, long Seq, int Thread, int Number)>();
        var records = new List<SpoolRecord>();
        while (seen.Count < 4 * Each)
        {
            records.Clear();
            spool.Scan(records, 100);
            foreach (var record in records)
            {
                var parts = SpoolHouse.Read(spool, record)
                    .Split(' ')
                    .Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
                seen.Add((record.Tenant, record.Seq, parts[0], parts[1]));
                spool.Done(record);
            }

            Thread.Yield();
        }

        threads.ForEach(thread => thread.Join());
        Assert.All(
            seen.GroupBy(s => s.Tenant),
            tenant => Assert.Equal(Enumerable.Range(1, tenant.Count()).Select(n => (long)n), tenant.Select(s => s.Seq)));
        Assert.All(seen.GroupBy(s => s.Thread), thread => Assert.Equal(Enumerable.Range(0, Each), thread.Select(s => s.Number)));
        Assert.Empty(SpoolHouse.Scan(spool));
        Assert.Single(house.Segments());
    }

    [Fact]
    public async Task No_record_is_left_behind_by_a_drain_that_sleeps_when_it_may()
    {
        using var spool = house.Open();
        using var woken = new SemaphoreSlim(0);
        spool.Grew = () => woken.Release();
        var writer = new Thread(() => Write(spool, 0));
        writer.Start();
        var (records, all) = (new List<SpoolRecord>(), 0);
        while (all < Each)
        {
            records.Clear();
            all += spool.Scan(records, 1_000);
            if (all < Each && spool.TrySleep())
            {
                // For ever, if a wake was lost.
                Assert.True(await woken.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            }
        }

        writer.Join();
    }

    private static void Write(Spool spool, int thread)
    {
        for (var i = 0; i < Each; i++)
        {
            Assert.Equal(
                SpoolAnswer.Kept,
                spool.Append(i % 3 == 0 ? "a" : "b", SpoolKind.Event, Some.Id(i), Encoding.ASCII.GetBytes($"{thread} {i}")));
        }
    }
}
