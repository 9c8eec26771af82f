using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Sqlite.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_processes_make_one_file_and_append_to_one_log()
    {
        using var one = AppendingProcess.Start(Path, from: 1, count: 600, batch: 20);
        using var other = AppendingProcess.Start(Path, from: 401, count: 600, batch: 20);
        await Task.WhenAll(one.StandardOutput.ReadToEndAsync(Cancel), other.StandardOutput.ReadToEndAsync(Cancel));
        await Task.WhenAll(one.WaitForExitAsync(Cancel), other.WaitForExitAsync(Cancel));
        Assert.Equal((0, 0), (one.ExitCode, other.ExitCode));

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var entries = await LogCheck.IsSound(store, Assert.Single(await store.ListLogsAsync(Cancel)));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => Some.Id(i)), entries.Select(e => e.Columns.EventId).Order());
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(50, 5)]
    [InlineData(400, 3)]
    public async Task A_process_killed_while_appending_leaves_a_sound_log_with_all_it_acknowledged(int batch, int lines)
    {
        using var process = AppendingProcess.Start(Path, from: 1, count: 1_000_000, batch);
        var acknowledged = 0L;
        for (var i = 0; i < lines; i++)
        {
            acknowledged = long.Parse((await process.StandardOutput.ReadLineAsync(Cancel))!, CultureInfo.InvariantCulture);
        }

        process.Kill(); // SIGKILL, in the middle of whatever it is doing.
        await process.WaitForExitAsync(Cancel);

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await LogCheck.IsSound(store, log);
        Assert.True(entries.Count >= acknowledged, $"{acknowledged} were acknowledged, {entries.Count} are there.");
        Assert.Equal(0, entries.Count % batch);
        await store.AppendAsync(log, Some.Entries(log, 10, from: entries.Count - 4), Cancel);
        Assert.Equal(entries.Count + 5, (await LogCheck.IsSound(store, log)).Count);
    }
}
