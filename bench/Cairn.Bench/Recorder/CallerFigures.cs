using System.Diagnostics;
using System.Text.Json;
using Cairn.Intake;

namespace Cairn.Bench;

/// <summary>
/// One thread: how long Record takes and what it allocates, beside serialising the same events. The two take turns, event by event.
/// </summary>
internal static class CallerFigures
{
    private const int Distinct = 5_000;
    private const int WarmUp = 50_000;

    public static void Run(Report report, int events)
    {
        using var workspace = new Workspace();
        using var bench = new RecorderBench(workspace.File("spool"));
        var own = RecorderBench.Events(Distinct, seed: 4);
        var plain = own.Select(PlainEvent.Of).ToArray();
        var (serialised, recorded) = (new long[events], new long[events]);
        for (var i = -WarmUp; i < events; i++)
        {
            var at = (i + WarmUp) % Distinct;
            var times = (
                Time(() => JsonSerializer.SerializeToUtf8Bytes(plain[at], PlainJson.Default.PlainEvent)),
                Time(() => bench.Record(own[at])));
            if (i >= 0)
            {
                (serialised[i], recorded[i]) = times;
            }

            if (at == 0)
            {
                bench.Drain();
            }
        }

        Array.Sort(serialised);
        Array.Sort(recorded);
        report.Add(new Figure("recorder", "Record on the calling thread vs serialising, median", At(recorded, 0.5), "µs") { Baseline = At(
            serialised, 0.5) }.AtMostRatio(2.0));
        report.Add(new Figure("recorder", "  its p99", At(recorded, 0.99), "µs") { Baseline = At(serialised, 0.99) }.AtMost(50));
        report.Add(new Figure("recorder", "  allocated for each event", Allocated(bench, own), "bytes") { Baseline = Allocated(plain) }
            .AtMost(1024));
        report.Add(new Figure(
            "recorder",
            "  bytes of one event as JSON, stamped",
            own.Average(e => EventJson.Write(e with { Id = Guid.Empty, OccurredAt = DateTimeOffset.UnixEpoch }).Length),
            "bytes"));
        report.Add(new Figure("recorder", "  events dropped", bench.Dropped, "events").AtMost(0));
    }

    private static long Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetTimestamp() - start;
    }

    private static double Allocated(RecorderBench bench, AuditEvent[] events)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var auditEvent in events)
        {
            bench.Record(auditEvent);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)events.Length;
    }

    private static double Allocated(PlainEvent[] events)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var plain in events)
        {
            _ = JsonSerializer.SerializeToUtf8Bytes(plain, PlainJson.Default.PlainEvent);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)events.Length;
    }

    private static double At(long[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)] * 1e6 / Stopwatch.Frequency;
}
