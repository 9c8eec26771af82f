using System.Diagnostics;
using System.Globalization;

namespace Cairn.Bench;

/// <summary>Many tenants recording a few events each, against one tenant recording as many. They take turns.</summary>
internal static class TenantFigures
{
    private const int Each = 5;
    private const int Rounds = 6;

    public static async Task RunAsync(Report report, Workspace workspace, PostgresServer server, int tenants)
    {
        var database = await server.MakeAsync("tenants");
        var samples = new Samples(seed: 8);
        var (many, one) = (new Stopwatch(), new Stopwatch());
        await using var audit = await CairnPostgres.OpenAsync(database.Login, new() { KeyFile = workspace.File("tenants.key") });
        IAuditLog[] logs = [.. Enumerable.Range(0, tenants)
            .Select(i => audit.ForTenant(string.Create(CultureInfo.InvariantCulture, $"t{i}")))];
        for (var round = -1; round < Rounds; round++)
        {
            if (round == 0)
            {
                many.Reset(); // The first round made the logs.
                one.Reset();
            }

            var events = Enumerable.Range(0, tenants * Each).Select(samples.Next).ToArray();
            await RecordAsync(many, events, i => logs[i % tenants]);
            await RecordAsync(one, events, _ => audit);
        }

        double count = tenants * Each * Rounds;
        var name = string.Create(CultureInfo.InvariantCulture, $"{tenants:#,##0} tenants, {Each} events each a round, vs one tenant");
        report.Add(new Figure(
            PostgresSuite.Name,
            name,
            count / many.Elapsed.TotalSeconds,
            "events/s") { Baseline = count / one.Elapsed.TotalSeconds }.AtLeastRatio(0.50));
    }

    private static async Task RecordAsync(Stopwatch watch, AuditEvent[] events, Func<int, IAuditLog> log)
    {
        watch.Start();
        await Task.WhenAll(events.Select((e, i) => log(i).RecordAsync(e)));
        watch.Stop();
    }
}
