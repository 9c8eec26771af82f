using Cairn.Contracts;

namespace Cairn.Sqlite.Tests;

public sealed class KillTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task A_process_killed_fifty_times_while_recording_loses_nothing_that_had_returned_and_records_nothing_twice()
    {
        var path = folder.File("audit.db");
        var said = Directory.CreateDirectory(folder.File("said")).FullName;
        var kills = new KillRounds(typeof(KillTests).Assembly.Location, path, said, seed: 4);
        await kills.RunAsync(50, Cancel);
        await using (await CairnSqlite.OpenAsync(path, new() { StopTimeout = TimeSpan.FromMinutes(30) }))
        {
            // The next start takes up what was left, and commits it before it closes.
        }

        await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
        var outcome = await kills.CheckAsync(store, Cancel);
        Assert.True(outcome.Returned > 1000, $"only {outcome.Returned} events were recorded");
        Assert.Equal((0, 0), (outcome.Lost, outcome.Twice));
        Assert.Empty(outcome.Findings);
    }
}
