using Cairn.Contracts;
using Cairn.Sqlite;

namespace Cairn.Bench;

/// <summary>
/// A process that records is killed again and again after somebody deleted, replaced, cut or filled what its spool is made of; then
/// everything that was accepted is looked for.
/// </summary>
internal static class MeddledFigures
{
    public static async Task RunAsync(Report report, int count, bool cuts)
    {
        using var workspace = new Workspace();
        using var disk = cuts ? null : SmallDisk.TryMake(mebibytes: 64);
        var (path, spool) = (workspace.File("audit.db"), disk is null ? workspace.File("spool") : disk.File("spool"));
        var rounds = new MeddledRounds(
            typeof(MeddledFigures).Assembly.Location, path, spool, Directory.CreateDirectory(workspace.File("said")).FullName, seed: 8)
        {
            Disk = disk is null ? null : (disk.Fill, disk.Free),
            Cuts = cuts,
        };
        await rounds.RunAsync(count, default).ConfigureAwait(false);
        await using (await CairnSqlite.OpenAsync(
            path, new() { SpoolFolder = spool, StopTimeout = TimeSpan.FromMinutes(30) }).ConfigureAwait(false))
        {
            // Takes up what was left.
        }

        await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
        var outcome = await rounds.CheckAsync(store, default).ConfigureAwait(false);
        var how = cuts ? "cut" : disk is null ? "deleted or replaced" : "deleted, replaced or without room";
        report.Add(new Figure(
            "recorder", $"events accepted in {count} rounds with files {how}, and a kill -9", outcome.Accepted, "events"));
        report.Add(new Figure(
            "recorder",
            cuts ? "  of them missing and not named" : "  of them lost",
            cuts ? Math.Max(0, outcome.Missing - outcome.Told - outcome.Gaps) : outcome.Missing,
            "events").AtMost(0));
        report.Add(new Figure("recorder", "  findings of verify", outcome.Findings.Count, "findings").AtMost(0));
    }
}
