using Cairn.Contracts;

namespace Cairn.Sqlite.Tests;

/// <summary>A recording process whose spool somebody deletes, replaces, cuts or fills, and which is then killed.</summary>
public sealed class MeddledTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task Files_deleted_and_replaced_and_a_disk_that_fills_lose_nothing_that_was_accepted()
    {
        using var disk = SmallDisk.TryMake(mebibytes: 64); // With room for what is written back.
        var spool = disk is null ? folder.File("spool") : disk.File("spool");
        var outcome = await RunAsync(spool, 38, disk is null ? null : (disk.Fill, disk.Free), cuts: false, seed: 5);
        Assert.True(outcome.Accepted > 1_000, $"only {outcome.Accepted} events were accepted");
        Assert.Equal((0, 0L), (outcome.Missing, outcome.Gaps));
        Assert.Empty(outcome.Findings);
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task A_process_whose_segments_are_cut_lives_on_and_what_was_cut_off_is_named()
    {
        var outcome = await RunAsync(folder.File("spool"), 12, null, cuts: true, seed: 6);
        Assert.True(outcome.Accepted > 300, $"only {outcome.Accepted} events were accepted");
        Assert.True(outcome.Missing <= outcome.Told + outcome.Gaps, $"{outcome.Missing} missing, {outcome.Told} told, {outcome.Gaps} gaps");
        Assert.Empty(outcome.Findings);
    }

    private async Task<MeddledRounds.Outcome> RunAsync(string spool, int rounds, (Action, Action)? disk, bool cuts, int seed)
    {
        var path = folder.File("audit.db");
        var said = Directory.CreateDirectory(folder.File("said")).FullName;
        var meddled = new MeddledRounds(typeof(MeddledTests).Assembly.Location, path, spool, said, seed) { Disk = disk, Cuts = cuts };
        await meddled.RunAsync(rounds, Cancel);
        await using (await CairnSqlite.OpenAsync(path, new() { SpoolFolder = spool, StopTimeout = TimeSpan.FromMinutes(30) }))
        {
            // The next start takes up what was left, and commits it before it closes.
        }

        await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
        return await meddled.CheckAsync(store, Cancel);
    }
}
