using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cairn.Diagnostics;

namespace Cairn.Bench;

/// <summary>
/// What gathering in the drain is worth, and how commits are shared: events a commit at a steady trickle, by delay,
/// and by callers in flight.
/// </summary>
internal static class DrainFigures
{
    private const int PerSecond = 2_000;

    public static async Task RunAsync(Report report, int seconds)
    {
        foreach (var delay in (int[])[0, 1, 2, 5, 10, 20])
        {
            var (commits, cpu) = await TrickleAsync(TimeSpan.FromMilliseconds(delay), seconds).ConfigureAwait(false);
            var events = (double)PerSecond * seconds;
            report.Add(new("recorder", $"trickle of {PerSecond}/s, gathering {delay} ms", events / commits, "events/commit"));
            report.Add(new("recorder", "  processor time an event", cpu.TotalMicroseconds / events, "us"));
        }

        foreach (var inFlight in (int[])[1, 64, 1_024])
        {
            var (rate, share) = await InFlightAsync(inFlight, seconds).ConfigureAwait(false);
            report.Add(new("recorder", $"RecordAsync, {inFlight} in flight", rate, "events/s"));
            report.Add(new("recorder", "  events a commit", share, "events/commit"));
        }
    }

    private static async Task<(long Commits, TimeSpan Cpu)> TrickleAsync(TimeSpan delay, int seconds)
    {
        using var workspace = new Workspace();
        using var commits = new CommitCount();
        var events = RecorderBench.Events(1_000, seed: 3);
        var before = TimeSpan.Zero;
        var log = await CairnSqlite.OpenAsync(workspace.File("audit.db"), new() { BatchDelay = delay }).ConfigureAwait(false);
        await using (log.ConfigureAwait(false))
        {
            await log.RecordAsync(events[0], default).ConfigureAwait(false);
            before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            for (var sent = 0; sent < PerSecond * seconds; Thread.Sleep(1))
            {
                for (var due = Math.Min(PerSecond * seconds, (int)(watch.Elapsed.TotalSeconds * PerSecond)); sent < due; sent++)
                {
                    log.Record(events[sent % events.Length]);
                }
            }
        }

        return (commits.Commits - 1, Environment.CpuUsage.TotalTime - before);
    }

    private static async Task<(double Rate, double Share)> InFlightAsync(int inFlight, int seconds)
    {
        using var workspace = new Workspace();
        using var commits = new CommitCount();
        var events = RecorderBench.Events(1_000, seed: 4);
        var log = await CairnSqlite.OpenAsync(workspace.File("audit.db")).ConfigureAwait(false);
        await using var closing = log.ConfigureAwait(false);
        await log.RecordAsync(events[0], default).ConfigureAwait(false);
        var (watch, done) = (Stopwatch.StartNew(), 0L);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async caller =>
        {
            for (var i = caller; watch.Elapsed.TotalSeconds < seconds; i++)
            {
                await log.RecordAsync(events[i % events.Length], default).ConfigureAwait(false);
                Interlocked.Increment(ref done);
            }
        })).ConfigureAwait(false);
        return (done / watch.Elapsed.TotalSeconds, (double)done / (commits.Commits - 1));
    }

    /// <summary>Counts the commits of the logs of this process.</summary>
    private sealed class CommitCount : IDisposable
    {
        private readonly MeterListener listener = new();
        private long commits;

        public CommitCount()
        {
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: LogTelemetry.Name, Name: "cairn.batch.size" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref commits));
            listener.Start();
        }

        public long Commits => Interlocked.Read(ref commits);

        public void Dispose() => listener.Dispose();
    }
}
