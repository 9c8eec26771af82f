using System.Diagnostics;
using Cairn.Entries;
using Cairn.Postgres;
using Cairn.Sqlite;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Bench;

/// <summary>Questions to a log of many entries on both stores: through the reader and over HTTP.</summary>
internal static class AskFigures
{
    private const int Pages = 40;

    private static readonly string[] Questions =
    [
        "", "actor:user/u0", "actor:user/u-rare", $"action:{PageData.FrequentAction.Name}", "category:maintenance",
            "target:container/c-rare",
        "outcome:failure", "since:7d", "outcome:denied category:auth",
    ];

    public static async Task RunAsync(Report report, Workspace workspace, PostgresServer server, int entries)
    {
        var database = await server.MakeAsync("asked");
        await PageData.MakeAsync(database, entries);
        await using (var superuser = NpgsqlDataSource.Create(database.Superuser))
        {
            await ExecuteAsync(superuser, "VACUUM (ANALYZE)");
            await using var postgres = await BenchServer.StartAsync(workspace.File("asked-postgres"), UrlOf(database.Login));
            await AskAsync(report, "postgres", postgres, entries, statisticsGoal: 1_000);
            await ExportAsync(report, postgres, superuser, entries);
        }

        var file = workspace.File("asked.db");
        await FillAsync(file, entries);
        await using var sqlite = await BenchServer.StartAsync(workspace.File("asked-sqlite"), $"sqlite:{file}");
        await AskAsync(report, "sqlite", sqlite, entries, statisticsGoal: 2_000);
    }

    private static async Task FillAsync(string file, int entries)
    {
        await using var store = SqliteStore.Open(file, SqliteOpenMode.ReadWriteCreate);
        await PageData.FillAsync(store, entries);
    }

    private static async Task AskAsync(Report report, string store, BenchServer server, int entries, double statisticsGoal)
    {
        var reader = server.Log.Reader.ForTenant(PageData.Tenant);
        foreach (var question in Questions)
        {
            var name = question.Length == 0 ? "everything" : question;
            report.Add(new Figure(
                ApiSuite.Name, $"{store}: a page of 50 by {name}, out of {entries:#,##0}, p95", await PagesAsync(reader, question),
                    "ms").AtMost(20));
        }

        report.Add(new Figure(ApiSuite.Name, $"{store}: a page of 50 over HTTP, p95", await OverHttpAsync(server), "ms").AtMost(20));
        var watch = Stopwatch.StartNew();
        var statistics = await reader.GetStatisticsAsync(
            new(), new(AuditDimension.Day, AuditDimension.Action) { Most = AuditGrouping.LargestMost });
        report.Add(new Figure(
            ApiSuite.Name, $"{store}: statistics of {statistics.Count:#,##0} entries by day and action", watch.Elapsed.TotalMilliseconds,
                "ms").AtMost(statisticsGoal));
        await SearchAsync(report, store, server, reader, entries);
    }

    private static async Task<double> PagesAsync(IAuditReader reader, string question)
    {
        var times = new List<double>();
        string? cursor = null;
        for (var i = -3; i < Pages; i++)
        {
            var watch = Stopwatch.StartNew();
            var page = await reader.GetPageAsync(AuditQuery.Parse(question), cursor);
            cursor = page.Next;
            if (i >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds); // The first ones warmed up.
            }
        }

        return times.Order().ElementAt(Pages * 95 / 100);
    }

    private static async Task<double> OverHttpAsync(BenchServer server)
    {
        var times = new List<double>();
        for (var i = -3; i < Pages; i++)
        {
            var watch = Stopwatch.StartNew();
            using var response = await server.Client.GetAsync(
                new Uri($"events?tenant={PageData.Tenant}&q=actor:user/u0", UriKind.Relative));
            await response.Content.ReadAsByteArrayAsync();
            response.EnsureSuccessStatusCode();
            if (i >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        return times.Order().ElementAt(Pages * 95 / 100);
    }

    // A word that no entry has: every entry is read.
    private static async Task SearchAsync(Report report, string store, BenchServer server, IAuditReader reader, int entries)
    {
        var log = (await server.Log.Store.FindLogAsync(PageData.Tenant, default))!; // It was made above.
        var count = Math.Min(entries, 100_000);
        var reading = Stopwatch.StartNew();
        long bytes = 0;
        for (var at = entries - count; at < entries; at += 500)
        {
            foreach (var entry in await server.Log.Store.ReadEntriesAsync(log, at, 500, default))
            {
                bytes += entry.Leaf.Length;
            }
        }

        reading.Stop();
        GC.KeepAlive(bytes);
        var searching = Stopwatch.StartNew();
        var query = AuditQuery.Parse("nobodyeversaidso") with { IndexFrom = entries - count, SearchTime = TimeSpan.FromMinutes(10) };
        for (var page = await reader.GetPageAsync(query); page.Next is { } next; page = await reader.GetPageAsync(query, next))
        {
        }

        report.Add(new Figure(
            ApiSuite.Name, $"{store}: entries searched for a word, vs only reading the same rows", count / searching.Elapsed.TotalSeconds,
                "entries/s")
        {
            Baseline = count / reading.Elapsed.TotalSeconds,
        }.AtLeastRatio(0.50));
    }

    private static async Task ExportAsync(Report report, BenchServer server, NpgsqlDataSource superuser, int entries)
    {
        var copying = Stopwatch.StartNew();
        foreach (var table in (string[])["entries", "disclosures", "targets"])
        {
            await using var connection = await superuser.OpenConnectionAsync();
            using var rows = await connection.BeginTextExportAsync($"COPY (SELECT * FROM cairn.{table}) TO STDOUT");
            var buffer = new char[64 << 10];
            while (await rows.ReadAsync(buffer) > 0)
            {
            }
        }

        copying.Stop();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var exporting = Stopwatch.StartNew();
        await server.Log.Reader.ForTenant(PageData.Tenant).ExportAsync(new(), Stream.Null);
        exporting.Stop();
        var held = Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        report.Add(new Figure(
            ApiSuite.Name, "postgres: entries exported as NDJSON, vs COPY TO STDOUT of the same rows",
                entries / exporting.Elapsed.TotalSeconds, "entries/s")
        {
            Baseline = entries / copying.Elapsed.TotalSeconds,
        }.AtLeastRatio(0.40));
        report.Add(new Figure(ApiSuite.Name, "  memory held after it", held, "MB").AtMost(50));
    }

    private static string UrlOf(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"postgres://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}";
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
