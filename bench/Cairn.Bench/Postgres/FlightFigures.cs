using System.Globalization;

namespace Cairn.Bench;

/// <summary>
/// Recording with many callers at once, everything on, against one prepared INSERT an event from as many callers: each over a connection of its own, and over as
/// many connections as serve them best.
/// </summary>
internal static class FlightFigures
{
    private static readonly (int Callers, double? Goal)[] Flights = [(1, null), (16, null), (64, 3), (256, null), (1_024, 8)];

    public static async Task RunAsync(Report report, Workspace workspace, PostgresServer server, BenchDatabase copied, TimeSpan time, int[] pools)
    {
        var database = await server.MakeAsync("flights");
        var samples = new Samples(seed: 5);
        var events = Enumerable.Range(0, 10_000).Select(samples.Next).ToArray();
        await using var audit = await CairnPostgres.OpenAsync(database.Login, new() { KeyFile = workspace.File("flights.key") });
        await Flight.RunAsync(64, time, i => audit.RecordAsync(events[i % events.Length])); // Warms up.
        foreach (var (callers, goal) in Flights)
        {
            var cairn = await Flight.RunAsync(callers, time, i => audit.RecordAsync(events[i % events.Length]));
            var own = await InsertsAsync(copied, callers, callers, time);
            Add(report, string.Create(CultureInfo.InvariantCulture, $"RecordAsync, {callers:#,##0} in flight, vs INSERTs over a connection each"), cairn, own, goal);
            if (pools.Any(p => p < callers))
            {
                var (pool, best) = await BestAsync(copied, callers, time, pools.Where(p => p < callers));
                Add(report, string.Create(CultureInfo.InvariantCulture, $"  vs INSERTs over the best number of connections, {pool}"), cairn, best, goal);
            }
        }
    }

    private static void Add(Report report, string name, Flight cairn, Flight bare, double? goal)
    {
        var figure = new Figure(PostgresSuite.Name, name, cairn.Rate, "events/s") { Baseline = bare.Rate };
        report.Add(goal is { } ratio ? figure.AtLeastRatio(ratio) : figure);
        report.Add(new Figure(PostgresSuite.Name, "  p99", cairn.P99, "ms") { Baseline = bare.P99 });
    }

    private static async Task<(int Pool, Flight Flight)> BestAsync(BenchDatabase copied, int callers, TimeSpan time, IEnumerable<int> pools)
    {
        var tried = new List<(int Pool, Flight Flight)>();
        foreach (var pool in pools)
        {
            tried.Add((pool, await InsertsAsync(copied, pool, callers, time)));
        }

        return tried.MaxBy(t => t.Flight.Rate);
    }

    private static async Task<Flight> InsertsAsync(BenchDatabase copied, int pool, int callers, TimeSpan time)
    {
        await using var inserts = await BareInserts.OpenAsync(copied, pool);
        return await Flight.RunAsync(callers, time, _ => inserts.InsertAsync());
    }
}
