using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cairn.Bench;

/// <summary>What so many callers at once got done: each begins again as soon as it has its answer.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="Median">Milliseconds for one answer, of half of them.</param>
/// <param name="P99">Milliseconds, of all but the slowest hundredth.</param>
internal readonly record struct Flight(double Rate, double Median, double P99)
{
    /// <param name="callers">How many at once.</param>
    /// <param name="time">For how long; the first tenth only warms up.</param>
    /// <param name="act">Given a number of its own.</param>
    public static async Task<Flight> RunAsync(int callers, TimeSpan time, Func<int, Task> act)
    {
        var (next, warm, end) = (0, time / 10, time * 1.1);
        var all = new ConcurrentBag<List<double>>();
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var began = clock.Elapsed; began < end; began = clock.Elapsed)
            {
                await act(Interlocked.Increment(ref next));
                if (clock.Elapsed >= warm && clock.Elapsed < end)
                {
                    times.Add((clock.Elapsed - began).TotalMilliseconds);
                }
            }

            all.Add(times);
        })));
        double[] sorted = [.. all.SelectMany(t => t).Order()];
        return sorted.Length == 0
            ? new(0, double.NaN, double.NaN)
            : new(sorted.Length / time.TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    /// <summary>The median of several, member by member.</summary>
    public static Flight MedianOf(IReadOnlyList<Flight> flights)
    {
        return new(Middle(f => f.Rate), Middle(f => f.Median), Middle(f => f.P99));

        double Middle(Func<Flight, double> of) => flights.Select(of).Order().ElementAt(flights.Count / 2);
    }
}
