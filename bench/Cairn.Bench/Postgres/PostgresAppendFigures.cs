using System.Diagnostics;
using Npgsql;

namespace Cairn.Bench;

/// <summary>
/// Appending with everything on, against COPY of the same bytes. The three take turns, so that they share the machine's moods.
/// </summary>
internal static class PostgresAppendFigures
{
    private const int Batch = 1_000;

    public static async Task RunAsync(Report report, Workspace workspace, PostgresServer server, BenchDatabase copied, int events)
    {
        var database = await server.MakeAsync("appended");
        await using var source = NpgsqlDataSource.Create(database.Superuser);
        await using var indexed = new BareCopy(copied);
        await using var plain = new BareCopy(await server.MakeAsync("plain"));
        plain.DropSecondaryIndexes();
        var (samples, cairn, bare, orientation) = (new Samples(seed: 1), new Stopwatch(), new Stopwatch(), new Stopwatch());
        await using var audit = await CairnPostgres.OpenAsync(database.Login, new() { KeyFile = workspace.File("appended.key") });
        var block = Math.Min(events, 20_000);
        for (var done = 0; done <= events; done += block)
        {
            if (done == block)
            {
                Array.ForEach([cairn, bare, orientation], watch => watch.Reset()); // The first block warmed all three up.
            }

            var end = done + block;
            await RecordAsync(audit, samples, done, block, cairn);
            for (var at = done; at < end; at += Batch)
            {
                var (rows, month) = await ReadAsync(source, at, at + Batch);
                indexed.Make(month);
                plain.Make(month);
                Time(bare, () => indexed.Write(rows, month));
                Time(orientation, () => plain.Write(rows, month));
            }
        }

        var (rate, bareRate) = (events / cairn.Elapsed.TotalSeconds, events / bare.Elapsed.TotalSeconds);
        report.Add(new Figure(
            PostgresSuite.Name,
            $"append {events:#,##0} events, batches of 1,000, vs raw binary COPY",
            rate,
            "events/s") { Baseline = bareRate }.AtLeastRatio(0.60));
        report.Add(new Figure(
            PostgresSuite.Name,
            "  COPY without secondary indexes, for orientation",
            events / orientation.Elapsed.TotalSeconds,
            "events/s") { Baseline = bareRate });
    }

    /// <summary>Through the public method, at most four batches in flight: rules, redaction, sealing, commit, signature.</summary>
    public static async Task RecordAsync(IAuditLog audit, Samples samples, int from, int count, Stopwatch watch)
    {
        var events = Enumerable.Range(from, count).Select(samples.Next).ToArray();
        GC.Collect();
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

    // All in one month, but for the run that crosses the end of one.
    private static async Task<(CopyRows[] Rows, int Month)> ReadAsync(NpgsqlDataSource source, long from, long to)
    {
        await using var command = source.CreateCommand($"SELECT log, month FROM cairn.entries WHERE idx = {from}");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (log, month) = (reader.GetInt64(0), reader.GetInt32(1));
        var rows = new List<CopyRows>();
        foreach (var table in BareCopy.Tables)
        {
            rows.Add(await CopyRows.ReadAsync(source, table, log, from, to));
        }

        return ([.. rows], month);
    }

    private static void Time(Stopwatch watch, Action action)
    {
        watch.Start();
        action();
        watch.Stop();
    }
}
