using Cairn.Contracts;
using Cairn.Spooling;

namespace Cairn.Tests.Spooling;

/// <summary>Random appends, scans, deaths, stops and restarts, beside a plain list of what must be there.</summary>
public sealed class OracleTests
{
    private static readonly string[] Tenants = ["a", "b", "default", "x.y-z_1"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Everything_kept_comes_out_in_order_until_it_is_done(int seed)
    {
        var random = new Random(seed);
        var (house, next) = (new SpoolHouse(), 1L);
        var waiting = new List<Kept>();
        var numbers = new Dictionary<(string Producer, string Tenant), long>();
        for (var life = 0; life < 40; life++)
        {
            var spool = SpoolHouse.Open(
                house.Settings with { SegmentBytes = 2048, Random = Some.Fill((seed * 100) + life) });
            var handed = new List<SpoolRecord>();
            for (var step = random.Next(60); step > 0; step--)
            {
                switch (random.Next(10))
                {
                    case < 6:
                        waiting.Add(Append(spool, random, next++, numbers));
                        break;
                    case < 8:
                        spool.Scan(handed, random.Next(1, 20));
                        break;
                    case 8:
                        Finish(spool, handed, waiting, random);
                        break;
                    default:
                        spool.Maintain();
                        break;
                }
            }

            spool.Scan(handed, int.MaxValue);
            IsAsKept(spool, handed, waiting);
            Finish(spool, handed, waiting, random);
            if (random.Next(3) == 0)
            {
                spool.Dispose();
                continue;
            }

            var left = house.Killed();
            spool.Dispose();
            house.Dispose();
            house = left;
        }

        house.Dispose();
    }

    private static Kept Append(Spool spool, Random random, long number, Dictionary<(string, string), long> numbers)
    {
        var (tenant, kind, size) = (
            Tenants[random.Next(Tenants.Length)],
            (SpoolKind)random.Next(1, 4),
            random.Next(20) == 0 ? random.Next(300_000) : random.Next(900));
        Assert.Equal(SpoolAnswer.Kept, SpoolHouse.Append(spool, tenant, number, kind, size));
        var seq = 0L;
        if (kind != SpoolKind.Intent)
        {
            seq = numbers[(spool.Producer, tenant)] = numbers.GetValueOrDefault((spool.Producer, tenant)) + 1;
        }

        return new(spool.Producer, tenant, kind, seq, number, SpoolHouse.Json(number, size));
    }

    /// <summary>
    /// Exactly what waits, each producer's in its order; what was done before a death may come again, and is not counted.
    /// </summary>
    private static void IsAsKept(Spool spool, List<SpoolRecord> handed, List<Kept> waiting)
    {
        var known = waiting.ToDictionary(k => Some.Id(k.Number));
        var fresh = handed.Where(r => known.ContainsKey(r.Id)).ToList();
        Assert.Equal(waiting.Select(k => Some.Id(k.Number)).Order(), fresh.Select(r => r.Id).Order());
        foreach (var record in fresh)
        {
            var kept = known[record.Id];
            Assert.Equal((kept.Producer, kept.Tenant, kept.Kind, kept.Seq), (record.Producer, record.Tenant, record.Kind, record.Seq));
            Assert.Equal(kept.Json, SpoolHouse.Read(spool, record));
        }

        foreach (var producer in handed.GroupBy(r => r.Producer))
        {
            Assert.Equal(producer.Select(r => r.Id).Order(), producer.Select(r => r.Id));
        }
    }

    private static void Finish(Spool spool, List<SpoolRecord> handed, List<Kept> waiting, Random random)
    {
        foreach (var record in handed.Where(_ => random.Next(5) > 0).ToList())
        {
            spool.Done(record);
            handed.Remove(record);
            waiting.RemoveAll(k => Some.Id(k.Number) == record.Id);
        }
    }

    private sealed record Kept(string Producer, string Tenant, SpoolKind Kind, long Seq, long Number, string Json);
}
