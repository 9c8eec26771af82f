using System.Diagnostics;

namespace Cairn.Bench;

/// <summary>
/// What Record costs its caller while the drain beside it commits to a SQLite file: back to back and at a thousand a second, warm, and the
/// first calls of a process's log, cold. Beside each stands the bare one: the same calls with no drain at work.
/// </summary>
internal static class DrainedFigures
{
    private const int Distinct = 5_000;
    private const int ColdCalls = 25_000;
    private const int PerSecond = 1_000;

    public static async Task RunAsync(Report report, int events)
    {
        var own = RecorderBench.Events(Distinct, seed: 6);

        // Cold first: nothing of a log with a drain has run in this process but what the suites before it did.
        var coldBare = Bare(own, ColdCalls, warmUp: 0);
        var cold = await DrainedAsync(own, ColdCalls, warmUp: 0, pause: false).ConfigureAwait(false);
        var (warmBare, warm) = (
            Bare(own, events, warmUp: ColdCalls), await DrainedAsync(own, events, warmUp: ColdCalls, pause: false).ConfigureAwait(false));
        var paced = await DrainedAsync(own, 5 * PerSecond, warmUp: ColdCalls, pause: true).ConfigureAwait(false);
        Add(report, $"Record while the drain commits, back to back, vs without a drain, median", warm, warmBare, most: 3);
        Add(report, $"Record while the drain commits, {PerSecond} a second, vs without a drain, median", paced, warmBare, null);
        Add(report, $"Record while the drain commits, the first {ColdCalls} calls, vs without a drain, median", cold, coldBare, null);
        report.Add(new Figure("recorder", "  the same vs warm, median", At(cold, 0.5), "µs") { Baseline = At(warm, 0.5) }.AtMostRatio(2.0));
    }

    private static void Add(Report report, string what, long[] drained, long[] bare, double? most)
    {
        var median = new Figure("recorder", what, At(drained, 0.5), "µs") { Baseline = At(bare, 0.5) };
        report.Add(most is { } limit ? median.AtMost(limit) : median);
        report.Add(new Figure("recorder", "  its p99", At(drained, 0.99), "µs") { Baseline = At(bare, 0.99) }.AtMost(50));
    }

    private static long[] Bare(AuditEvent[] own, int events, int warmUp)
    {
        using var workspace = new Workspace();
        using var bench = new RecorderBench(workspace.File("spool"));
        return Sorted(events, warmUp, i => bench.Record(own[i % own.Length]), pause: false);
    }

    private static async Task<long[]> DrainedAsync(AuditEvent[] own, int events, int warmUp, bool pause)
    {
        using var workspace = new Workspace();
        var log = await CairnSqlite.OpenAsync(
            workspace.File("audit.db"), new() { SpoolMaxBytes = 2L << 30, StopTimeout = TimeSpan.Zero }).ConfigureAwait(false);
        await using (log.ConfigureAwait(false))
        {
            return Sorted(events, warmUp, i => log.Record(own[i % own.Length]), pause);
        }
    }

    private static long[] Sorted(int events, int warmUp, Action<int> record, bool pause)
    {
        for (var i = 0; i < warmUp; i++)
        {
            record(i);
        }

        var times = new long[events];
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < events; i++)
        {
            while (pause && Stopwatch.GetElapsedTime(begun).TotalSeconds * PerSecond < i)
            {
                Thread.Sleep(1);
            }

            var start = Stopwatch.GetTimestamp();
            record(i);
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        Array.Sort(times);
        return times;
    }

    private static double At(long[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)] * 1e6 / Stopwatch.Frequency;
}
