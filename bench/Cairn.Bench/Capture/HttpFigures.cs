using System.Diagnostics;

namespace Cairn.Bench;

/// <summary>
/// Kestrel on loopback: an audited endpoint, and one that refuses, against the same ones without Cairn, in turns. Clients and servers share
/// the machine, as they share the process.
/// </summary>
internal static class HttpFigures
{
    private const int Clients = 32;

    /// <param name="report">Where the figures go.</param>
    /// <param name="requests">How many requests each measurement makes.</param>
    public static async Task RunAsync(Report report, int requests)
    {
        using var workspace = new Workspace();
        await using var plain = await HttpBenchApp.StartAsync(null);
        await using var audited = await HttpBenchApp.StartAsync(workspace.File("audit.db"));
        await using var byHand = await HttpBenchApp.StartAsync(null, new(workspace.File("hand.db")));
        await CompareAsync(report, "an audited endpoint", "/members/7", HttpMethod.Delete, plain, audited, requests, withLatency: true);
        await CompareAsync(
            report, "  the same endpoint with a table and a queue by hand", "/members/7", HttpMethod.Delete, plain, byHand, requests,
                withLatency: false, goal: null);
        await CompareAsync(report, "an endpoint that refuses", "/refused/7", HttpMethod.Get, plain, audited, requests, withLatency: false);
        await MemoryAsync(report, audited, requests);
    }

    private static async Task CompareAsync(
        Report report, string what, string path, HttpMethod method, HttpBenchApp plain, HttpBenchApp audited, int requests,
        bool withLatency, double? goal = 0.90)
    {
        await LoadAsync(plain, path, method, requests / 5); // Warm.
        await LoadAsync(audited, path, method, requests / 5);
        var (without, with) = (new List<Load>(), new List<Load>());
        for (var turn = 0; turn < 3; turn++)
        {
            without.Add(await LoadAsync(plain, path, method, requests));
            with.Add(await LoadAsync(audited, path, method, requests));
        }

        var rate = new Figure(CaptureSuite.Name, $"{what}, requests a second", Best(with).Rate, "1/s") { Baseline = Best(without).Rate };
        report.Add(withLatency ? rate.AtLeastRatio(0.85) : goal is { } least ? rate.AtLeastRatio(least) : rate);
        if (withLatency)
        {
            report.Add(
                new Figure(CaptureSuite.Name, $"{what}, p99", Best(with).P99, "ms") { Baseline = Best(without).P99 }.AtMostRatio(1.5));
        }

        report.Add(new Figure(CaptureSuite.Name, $"{what}, allocated by each request, client included", Best(with).Bytes, "B")
        {
            Baseline = Best(without).Bytes
        });
    }

    // What is held after many refusals, against what was held after few.
    private static async Task MemoryAsync(Report report, HttpBenchApp audited, int requests)
    {
        var before = Held();
        await LoadAsync(audited, "/refused/7", HttpMethod.Get, requests);
        report.Add(new Figure(
            CaptureSuite.Name,
            $"memory that {requests:#,##0} more refusals keep",
            Math.Max(0, Held() - before) / 1024.0 / 1024.0,
            "MiB").AtMost(8));
    }

    private static long Held()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static Load Best(List<Load> turns) => turns.MaxBy(t => t.Rate)!; // There are three.

    private static async Task<Load> LoadAsync(HttpBenchApp app, string path, HttpMethod method, int requests)
    {
        var times = new double[requests];
        var next = -1;
        var (allocated, began) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(ClientAsync)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var bytes = (GC.GetTotalAllocatedBytes() - allocated) / (double)requests;
        Array.Sort(times);
        return new(requests / seconds, times[(int)(requests * 0.99)], bytes);

        async Task ClientAsync()
        {
            for (var n = Interlocked.Increment(ref next); n < requests; n = Interlocked.Increment(ref next))
            {
                var at = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(method, path);
                using var response = await app.Client.SendAsync(request).ConfigureAwait(false);
                times[n] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            }
        }
    }

    private sealed record Load(double Rate, double P99, double Bytes);
}
