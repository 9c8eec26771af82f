using System.Diagnostics;
using Cairn.Hosting;
using Cairn.Sqlite;
using Cairn.Stores;

namespace Cairn.Bench;

/// <summary>
/// What the caller feels while the store refuses everything, beside a log whose store works. The two take turns, a thousand events each.
/// </summary>
internal static class StoppedStoreFigures
{
    private const int Block = 1_000;

    public static async Task RunAsync(Report report, int blocks)
    {
        using var workspace = new Workspace();
        var events = RecorderBench.Events(Block, seed: 9);
        await using var well = await OpenAsync(workspace.File("well.db"), null).ConfigureAwait(false);
        await using var away = await OpenAsync(
            workspace.File("away.db"), _ => throw new CairnStoreException("The store is stopped.")).ConfigureAwait(false);
        var (undisturbed, stopped) = (new List<long>(), new List<long>());
        for (var block = -10; block < blocks; block++)
        {
            Record(well, events, block < 0 ? [] : undisturbed);
            Record(away, events, block < 0 ? [] : stopped);
        }

        undisturbed.Sort();
        stopped.Sort();
        report.Add(new Figure(
            "recorder",
            "p99 of Record with the store stopped vs with it at work",
            At(stopped, 0.99),
            "µs") { Baseline = At(undisturbed, 0.99) }.AtMostRatio(2.0));
        report.Add(new Figure("recorder", "  median", At(stopped, 0.5), "µs") { Baseline = At(undisturbed, 0.5) });
        report.Add(new Figure("recorder", "  events dropped", well.Dropped + away.Dropped, "events").AtMost(0));
    }

    private static Task<CairnLog> OpenAsync(string path, Action<AppendStep>? fault)
    {
        var store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);
        store.OnAppend = fault;
        return CairnLog.OpenAsync(
            store,
            LogFiles.Beside(path),
            new() { SpoolMaxBytes = 1L << 30, StopTimeout = TimeSpan.Zero },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    private static void Record(CairnLog log, AuditEvent[] events, List<long> times)
    {
        foreach (var auditEvent in events)
        {
            var start = Stopwatch.GetTimestamp();
            log.Record(auditEvent);
            times.Add(Stopwatch.GetTimestamp() - start);
        }
    }

    private static double At(List<long> sorted, double part) => sorted[(int)((sorted.Count - 1) * part)] * 1e6 / Stopwatch.Frequency;
}
