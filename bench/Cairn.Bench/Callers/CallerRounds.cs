using System.Globalization;

namespace Cairn.Bench;

/// <summary>
/// Callers who each wait for their own event: RecordAsync with everything on, beside one prepared INSERT an event. The two take turns,
/// round by round, and each figure is the median of its rounds.
/// </summary>
/// <param name="suite">What the figures belong to.</param>
/// <param name="store">What they are called.</param>
/// <param name="rounds">How many.</param>
/// <param name="time">How long a side has in a round.</param>
internal sealed class CallerRounds(string suite, string store, int rounds, TimeSpan time)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly AuditEvent[] events = Events();
    private long answers;

    /// <summary>How many answers RecordAsync gave, all of them.</summary>
    public long Answers => answers;

    /// <param name="report">Takes the figures.</param>
    /// <param name="audit">Records.</param>
    /// <param name="open">The baseline for so many callers.</param>
    /// <param name="goals">How many callers, and the least ratio.</param>
    public async Task RunAsync(
        Report report,
        IAuditLog audit,
        Func<int, Task<IInserts>> open,
        IReadOnlyList<(int Callers, double? Goal)> goals)
    {
        await WarmUpAsync(audit, open);
        foreach (var (callers, goal) in goals)
        {
            var (cairn, bare) = (new List<Flight>(), new List<Flight>());
            await using var inserts = await open(callers);
            for (var round = 0; round < rounds; round++)
            {
                cairn.Add(await Flight.RunAsync(callers, time, i => RecordAsync(audit, i)));
                bare.Add(await Flight.RunAsync(callers, time, i => inserts.InsertAsync(RowOf(i))));
            }

            Add(report, callers, Flight.MedianOf(cairn), Flight.MedianOf(bare), goal);
        }
    }

    /// <summary>How a lone caller's INSERT compares with the least that an entry's rows cost.</summary>
    /// <param name="report">Takes the figures.</param>
    /// <param name="floor">The rows of an entry, and nothing else.</param>
    /// <param name="open">The baseline for so many callers.</param>
    public async Task RunFloorAsync(Report report, IInserts floor, Func<int, Task<IInserts>> open)
    {
        await using var inserts = await open(1);
        var (least, bare) = (new List<Flight>(), new List<Flight>());
        await Flight.RunAsync(1, WarmUp / 2, i => floor.InsertAsync(RowOf(i)));
        for (var round = 0; round < rounds; round++)
        {
            least.Add(await Flight.RunAsync(1, time, i => floor.InsertAsync(RowOf(i))));
            bare.Add(await Flight.RunAsync(1, time, i => inserts.InsertAsync(RowOf(i))));
        }

        var (floors, bares) = (Flight.MedianOf(least), Flight.MedianOf(bare));
        report.Add(new Figure(suite, "  1 caller, an entry's rows by plain INSERTs in one call", floors.Rate, "events/s")
        {
            Baseline = bares.Rate
        });
        report.Add(new Figure(suite, "  median time of one", floors.Median, "ms") { Baseline = bares.Median });
    }

    // Until the code is compiled for good: that takes some thousand calls of a lone caller, who makes the fewest in a second.
    private async Task WarmUpAsync(IAuditLog audit, Func<int, Task<IInserts>> open)
    {
        await using var inserts = await open(16);
        foreach (var callers in (int[])[1, 16])
        {
            await Flight.RunAsync(callers, WarmUp, i => RecordAsync(audit, i));
            await Flight.RunAsync(callers, WarmUp / 2, i => inserts.InsertAsync(RowOf(i)));
        }
    }

    private static AuditEvent[] Events()
    {
        var samples = new Samples(seed: 5);
        return [.. Enumerable.Range(0, 10_000).Select(samples.Next)];
    }

    private PlainRow RowOf(int i) => PlainRow.Of(events[i % events.Length]);

    private async Task RecordAsync(IAuditLog audit, int i)
    {
        await audit.RecordAsync(events[i % events.Length]);
        Interlocked.Increment(ref answers);
    }

    private void Add(Report report, int callers, Flight cairn, Flight bare, double? goal)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{store}: {callers:#,##0} callers of RecordAsync vs an INSERT each");
        var figure = new Figure(suite, name, cairn.Rate, "events/s") { Baseline = bare.Rate };
        report.Add(goal is { } ratio ? figure.AtLeastRatio(ratio) : figure);
        report.Add(new Figure(suite, "  median time of one", cairn.Median, "ms") { Baseline = bare.Median });
        report.Add(new Figure(suite, "  p99", cairn.P99, "ms") { Baseline = bare.P99 });
    }
}
