using System.Diagnostics;
using Cairn.Sqlite;
using SQLitePCL;

namespace Cairn.Bench;

/// <summary>What each secondary index costs an append, and what it gives a query of a page of 50.</summary>
internal static class IndexFigures
{
    private static readonly (string Index, string Query)[] Indexes =
    [
        (
            "entries_by_event",
            "SELECT idx FROM entries WHERE log = 1 AND event_id = (SELECT event_id FROM entries WHERE log = 1 AND idx = ?1)"),
        (
            "entries_by_actor",
            "SELECT idx FROM entries WHERE log = 1 AND actor_id = (SELECT actor_id FROM entries WHERE log = 1 AND idx = ?1) "
            + "ORDER BY idx DESC LIMIT 50"),
        (
            "entries_by_action",
            "SELECT idx FROM entries WHERE log = 1 AND action = (SELECT action FROM entries WHERE log = 1 AND idx = ?1) "
            + "ORDER BY idx DESC LIMIT 50"),
        (
            "entries_by_time",
            "SELECT idx FROM entries WHERE log = 1 AND occurred_at <= (SELECT occurred_at FROM entries WHERE log = 1 AND idx = ?1) "
            + "ORDER BY occurred_at DESC LIMIT 50"),
        (
            "targets_by_id",
            "SELECT idx FROM targets WHERE log = 1 AND type = 'user' AND id = (SELECT id FROM targets WHERE log = 1 AND idx = ?1) "
            + "ORDER BY idx DESC LIMIT 50"),
    ];

    // Measured and not taken: what each would cost, and give.
    private static readonly (SchemaObject Index, string Query)[] Candidates =
    [
        (new(
            "index",
            "disclosures_by_subject",
            "CREATE INDEX disclosures_by_subject ON disclosures (log, subject, idx) WHERE subject <> ''"),
            "SELECT idx FROM disclosures WHERE log = 1 AND subject <> '' AND subject = (SELECT subject FROM disclosures WHERE log = 1 "
            + "AND idx = ?1 LIMIT 1) ORDER BY idx DESC LIMIT 50"),
        (new("index", "entries_by_category", "CREATE INDEX entries_by_category ON entries (log, category, idx)"),
            "SELECT idx FROM entries WHERE log = 1 AND category = (SELECT category FROM entries WHERE log = 1 AND idx = ?1) "
            + "ORDER BY idx DESC LIMIT 50"),
        (new("index", "entries_by_outcome", "CREATE INDEX entries_by_outcome ON entries (log, outcome, idx)"),
            "SELECT idx FROM entries WHERE log = 1 AND outcome = (SELECT outcome FROM entries WHERE log = 1 AND idx = ?1) "
            + "ORDER BY idx DESC LIMIT 50"),
    ];

    public static void Run(Report report, Workspace workspace, string log, int events)
    {
        var batches = Enumerable.Range(0, events / 1_000).Select(b => BareRows.Read(log, b * 1_000L, (b * 1_000L) + 1_000)).ToList();
        var all = Insert(workspace, batches, "all", SqliteSchema.Indexes);
        foreach (var (index, query) in Indexes)
        {
            var without = Insert(workspace, batches, index, SqliteSchema.Indexes.Where(i => i.Name != index));
            report.Add(new Figure("sqlite", $"  append without {index} vs with all indexes", events / without.TotalSeconds, "events/s")
            {
                Baseline = events / all.TotalSeconds
            });
            var with = Query(workspace.File("all.db"), query, events);
            report.Add(new Figure("sqlite", $"  a page of 50 by {index} vs without it", with, "ms")
            {
                Baseline = Query(workspace.File($"{index}.db"), query, events)
            });
        }

        foreach (var (index, query) in Candidates)
        {
            var more = Insert(workspace, batches, index.Name, SqliteSchema.Indexes.Append(index));
            report.Add(new Figure("sqlite", $"  append with {index.Name} too (not taken)", events / more.TotalSeconds, "events/s")
            {
                Baseline = events / all.TotalSeconds
            });
            var with = Query(workspace.File($"{index.Name}.db"), query, events);
            report.Add(new Figure("sqlite", $"  a page of 50 by {index.Name} vs without it", with, "ms")
            {
                Baseline = Query(workspace.File("all.db"), query, events)
            });
        }
    }

    private static TimeSpan Insert(Workspace workspace, List<List<object?[]>[]> batches, string name, IEnumerable<SchemaObject> indexes)
    {
        using var bare = new BareRows(workspace.File($"{name}.db"), indexes);
        var watch = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            bare.Insert(batch);
        }

        return watch.Elapsed;
    }

    /// <summary>The median of 21 queries, each from another entry, in milliseconds.</summary>
    private static double Query(string file, string query, int events)
    {
        using var database = BareRows.Open(file, raw.SQLITE_OPEN_READONLY);
        var times = new List<double>();
        for (var i = 0; i < 21; i++)
        {
            using var rows = database.Prepare(query);
            rows.Bind(1, (long)i * (events / 21));
            var watch = Stopwatch.StartNew();
            while (rows.Read())
            {
                _ = rows.Integer(0);
            }

            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(10);
    }
}
