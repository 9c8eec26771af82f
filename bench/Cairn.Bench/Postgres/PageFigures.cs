using System.Diagnostics;
using Cairn.Entries;
using Cairn.Postgres;
using Cairn.Stores;
using Cairn.Reading;
using Cairn.Primitives;
using Npgsql;

namespace Cairn.Bench;

/// <summary>
/// Pages of 50 by everything an entry is found by: the first ones and those from the thousandth on, or from the
/// middle where there are fewer.
/// </summary>
internal static class PageFigures
{
    private const int Size = 50;
    private const int Pages = 40;
    private const int Far = 999; // The thousandth.

    private static readonly (string Name, EntryFilter Filter)[] Filters =
    [
        ("everything", new()),
        ("an actor of every third entry", new() { Actors = [Party(PageData.FrequentActor)] }),
        ("a rare actor", new() { Actors = [Party(PageData.RareActor)] }),
        ("a person's phone", new() { Parties = [] }), // Filled in: the directory knows the pseudonym.
        ("a frequent action", new() { Actions = [new(PageData.FrequentAction.Name)] }),
        ("a rare action", new() { Actions = [new(PageData.RareAction.Name)] }),
        ("a frequent category", new() { Categories = [PageData.FrequentAction.Category] }),
        ("a rare category", new() { Categories = [PageData.RareCategory] }),
        ("a frequent target", new() { Targets = [Party(PageData.FrequentTarget)] }),
        ("a rare target", new() { Targets = [Party(PageData.RareTarget)] }),
        ("a year", new()
        {
            From = RfcTime.ToMicroseconds(PageData.Start.AddMonths(1)),
            Until = RfcTime.ToMicroseconds(PageData.Start.AddMonths(13))
        }),
        ("outcome success", new() { Outcomes = [AuditResult.Success] }),
        ("outcome failure", new() { Outcomes = [AuditResult.Failure] }),
        ("outcome denied", new() { Outcomes = [AuditResult.Denied] }),
        ("an outcome that never was", new() { Outcomes = [AuditResult.Unfinished] }),
    ];

    public static async Task RunAsync(Report report, BenchDatabase database, LogIdentity log, int entries, double goal)
    {
        await using var superuser = NpgsqlDataSource.Create(database.Superuser);
        await RunAsync(superuser, "VACUUM (ANALYZE)"); // As autovacuum does sooner or later.
        await using var store = await PostgresStore.OpenAsync(CairnPostgres.Database(database.Login));
        var persons = await new LeafSpelling(store, log).PartiesAsync(PageData.Phone.Type, PageData.Phone.Id!, default); // It has one.
        foreach (var (name, asked) in Filters)
        {
            var filter = asked.Parties is null ? asked : asked with { Parties = persons };
            var cursors = await CursorsAsync(store, log, filter);
            var far = cursors.Count > Far ? Far : cursors.Count / 2;
            report.Add(
                Figure($"a page of 50 by {name}, out of {entries:#,##0}, p95", await TimeAsync(store, log, filter, cursors.Take(Pages)))
                    .AtMost(goal));
            report.Add(
                Figure($"  page {far + 1:#,##0} and on", await TimeAsync(store, log, filter, cursors.Skip(far).Take(Pages))).AtMost(goal));
        }

        await BytesAsync(report, superuser, entries);
    }

    private static LeafParty Party(AuditSubject subject) => new(subject.Type, subject.Id);

    // Where pages begin.
    private static async Task<List<EntryCursor?>> CursorsAsync(PostgresStore store, LogIdentity log, EntryFilter filter)
    {
        var cursors = new List<EntryCursor?> { null };
        for (EntryCursor? at = null; cursors.Count < Far + Pages;)
        {
            at = (await store.ReadPageAsync(log, filter, at, Size, default)).Next;
            if (at is null)
            {
                break;
            }

            cursors.Add(at);
        }

        return cursors;
    }

    private static async Task<double> TimeAsync(PostgresStore store, LogIdentity log, EntryFilter filter, IEnumerable<EntryCursor?> cursors)
    {
        var times = new List<double>();
        EntryCursor?[] places = [.. cursors];
        for (var i = 0; i < Pages; i++)
        {
            var watch = Stopwatch.StartNew();
            _ = await store.ReadPageAsync(log, filter, places[i % places.Length], Size, default);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(Pages * 95 / 100);
    }

    private static async Task BytesAsync(Report report, NpgsqlDataSource source, int entries)
    {
        await using var command = source.CreateCommand("""
            SELECT coalesce(parent.relname, i.relname), sum(pg_relation_size(i.oid)) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
            LEFT JOIN pg_inherits h ON h.inhrelid = i.oid LEFT JOIN pg_class parent ON parent.oid = h.inhparent
            WHERE i.relnamespace = 'cairn'::regnamespace AND i.relkind = 'i' GROUP BY 1 HAVING sum(pg_relation_size(i.oid)) > 100000 ORDER BY 2 DESC
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var indexes = new List<Figure>();
        while (await reader.ReadAsync())
        {
            indexes.Add(new(PostgresSuite.Name, $"  of these {reader.GetString(0)}", (double)reader.GetDecimal(1) / entries, "bytes"));
        }

        report.Add(new(PostgresSuite.Name, "index bytes for each entry", indexes.Sum(f => f.Value), "bytes"));
        indexes.ForEach(report.Add);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static Figure Figure(string name, double milliseconds) => new(PostgresSuite.Name, name, milliseconds, "ms");
}
