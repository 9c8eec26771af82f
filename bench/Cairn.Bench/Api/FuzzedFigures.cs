using Cairn.Access;
using Cairn.Server.Tests.Serving;

namespace Cairn.Bench;

/// <summary>Requests that nobody means, of a fixed seed: failures, foreign entries, memory.</summary>
internal static class FuzzedFigures
{
    public static async Task RunAsync(Report report, Workspace workspace, int requests)
    {
        await using var server = await BenchServer.StartAsync(workspace.File("fuzzed"));
        var key = server.Keys.Create(new() { Name = "fuzz", Roles = [AuditRole.Administrator], Tenants = ["club-7"], By = "bench" }).Text;
        await RequestFuzz.RunAsync(server.Address, server.Key, key, 1, Math.Min(1_000, requests), default); // Warm.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (faults, good) = await RequestFuzz.RunAsync(server.Address, server.Key, key, 20_261_128, requests, default);
        var held = Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        faults.Take(5).ToList().ForEach(Console.Error.WriteLine);
        report.Add(new Figure(
            ApiSuite.Name, $"of {requests:#,##0} fuzzed requests, answered with a failure, a stack trace or another tenant's words",
                faults.Count, "requests").AtMost(0));
        report.Add(new Figure(ApiSuite.Name, "  of these, understood", good, "requests"));
        report.Add(new Figure(ApiSuite.Name, "  memory held after them", held, "MB").AtMost(50));
    }
}
