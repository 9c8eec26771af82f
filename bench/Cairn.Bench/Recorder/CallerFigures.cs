using System.Diagnostics;
using System.Text.Json;

namespace Cairn.Bench;

/// <summary>One thread: how long Record takes and what it allocates, beside serialising the same events. The two take turns, event by event.</summary>
internal static class CallerFigures
{
    private const int Distinct = 5_000;

    public static void Run(Report report, int events)
    {
        using var workspace = new Workspace();
        using var bench = new RecorderBench(workspace.File("spool"));
        var own = RecorderBench.Events(Distinct, seed: 4);
        var plain = own.Select(PlainEvent.Of).ToArray();
        var (recording, serialising) = (new long[events], new long[events]);
        for (var i = -50_000; i < events; i++)
        {
            var at = (i + 50_000) % Distinct;
            var start = Stopwatch.GetTimestamp();
            _ = JsonSerializer.SerializeToUtf8Bytes(plain[at], PlainJson.Default.PlainEvent);
            var middle = Stopwatch.GetTimestamp();
            bench.Record(own[at]);
            var end = Stopwatch.GetTimestamp();
            if (i >= 0)
            {
                (serialising[i], recording[i]) = (middle - start, end - middle);
            }

            if (at == 0)
            {
                bench.Drain();
            }
        }

        Array.Sort(recording);
        Array.Sort(serialising);
        report.Add(new Figure("recorder", "Record on the calling thread vs serialising, median", At(recording, 0.5), "µs") { Baseline = At(serialising, 0.5) }.AtMostRatio(2.0));
        report.Add(new Figure("recorder", "  its p99", At(recording, 0.99), "µs") { Baseline = At(serialising, 0.99) }.AtMost(50));
        report.Add(new Figure("recorder", "  allocated for each event", Allocated(bench, own), "bytes") { Baseline = Allocated(plain) }.AtMost(1024));
        report.Add(new Figure("recorder", "  bytes of one event as JSON, stamped", own.Average(e => EventJson.Write(e with { Id = Guid.Empty, OccurredAt = DateTimeOffset.UnixEpoch }).Length), "bytes"));
        report.Add(new Figure("recorder", "  events dropped", bench.Dropped, "events").AtMost(0));
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
