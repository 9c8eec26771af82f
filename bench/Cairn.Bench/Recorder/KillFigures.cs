using Cairn.Contracts;
using Cairn.Sqlite;

namespace Cairn.Bench;

/// <summary>
/// A process that records from four threads is killed again and again; then everything whose Record had returned is looked for.
/// </summary>
internal static class KillFigures
{
    public static async Task RunAsync(Report report, int kills)
    {
        using var workspace = new Workspace();
        var path = workspace.File("audit.db");
        var rounds = new KillRounds(
            typeof(KillFigures).Assembly.Location, path, Directory.CreateDirectory(workspace.File("said")).FullName, seed: 7);
        await rounds.RunAsync(kills, default).ConfigureAwait(false);
        await using (await CairnSqlite.OpenAsync(path, new() { StopTimeout = TimeSpan.FromMinutes(30) }).ConfigureAwait(false))
        {
            // Takes up what was left.
        }

        await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
        var outcome = await rounds.CheckAsync(store, default).ConfigureAwait(false);
        report.Add(new Figure("recorder", $"events whose Record had returned before one of {kills} kill -9", outcome.Returned, "events"));
        report.Add(new Figure("recorder", "  of them lost", outcome.Lost, "events").AtMost(0));
        report.Add(new Figure("recorder", "  in the log twice", outcome.Twice, "events").AtMost(0));
        report.Add(new Figure("recorder", "  findings of verify", outcome.Findings.Count, "findings").AtMost(0));
    }
}
