using System.Diagnostics;
using Cairn.Intake;
using Cairn.Sqlite;

namespace Cairn.Bench;

/// <summary>
/// Appending with everything on, against the same bytes by prepared INSERTs. The three take turns, so that they share the machine's moods.
/// </summary>
internal static class AppendFigures
{
    private const int Batch = 1_000;

    public static async Task RunAsync(Report report, Workspace workspace, string log, int events)
    {
        var round = Math.Min(events, 50_000);
        var (cairn, bare, plain) = (new Stopwatch(), new Stopwatch(), new Stopwatch());
        BareRows? indexed = null, unindexed = null;
        var samples = new Samples(seed: 1);
        for (var done = 0; done <= events; done += round)
        {
            if (done == round)
            {
                Array.ForEach([cairn, bare, plain], watch => watch.Reset()); // The first round warmed all three up.
            }

            await AppendAsync(log, samples, done, round, cairn);
            indexed ??= new(workspace.File("bare.db"), SqliteSchema.Indexes);
            unindexed ??= new(workspace.File("plain.db"), []);
            for (var at = done; at < done + round; at += Batch)
            {
                var rows = BareRows.Read(log, at, at + Batch);
                Time(bare, () => indexed.Insert(rows));
                Time(plain, () => unindexed.Insert(rows));
            }
        }

        indexed?.Dispose();
        unindexed?.Dispose();
        var (rate, bareRate) = (events / cairn.Elapsed.TotalSeconds, events / bare.Elapsed.TotalSeconds);
        report.Add(new Figure(
            "sqlite",
            $"append {events:#,##0} events, batches of 1,000, vs bare INSERTs",
            rate,
            "events/s") { Baseline = bareRate }.AtLeastRatio(0.60));
        report.Add(new Figure(
            "sqlite",
            "  bare INSERTs without secondary indexes, for orientation",
            events / plain.Elapsed.TotalSeconds,
            "events/s") { Baseline = bareRate });
        report.Add(new Figure(
            "sqlite", "  bytes on disk for each entry, everything included", (double)new FileInfo(log).Length / (events + round), "bytes"));
        report.Add(new Figure(
            "sqlite",
            "  bytes of one event as JSON",
            Enumerable.Range(0, 100).Average(i => EventJson.Write(samples.Next(i)).Length),
            "bytes"));
    }

    /// <summary>Through the public method, at most four batches in flight: rules, redaction, sealing, commit, signature.</summary>
    public static async Task AppendAsync(string log, Samples samples, int from, int count, Stopwatch watch)
    {
        var events = Enumerable.Range(from, count).Select(samples.Next).ToArray();
        GC.Collect();
        await using var audit = await CairnSqlite.OpenAsync(log);
        watch.Start();
        var flight = new Queue<Task>();
        foreach (var auditEvent in events)
        {
            flight.Enqueue(audit.RecordAsync(auditEvent));
            if (flight.Count >= 4 * Batch)
            {
                await flight.Dequeue();
            }
        }

        await Task.WhenAll(flight);
        watch.Stop();
    }

    private static void Time(Stopwatch watch, Action action)
    {
        watch.Start();
        action();
        watch.Stop();
    }
}
