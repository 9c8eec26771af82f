using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Signing;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Sqlite.Tests;

/// <summary>Recording into a real file through a real spool.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Requirement", "WORKSPACE-8")]
    public async Task One_call_opens_a_log_and_its_failures_go_to_standard_error()
    {
        using var process = RecordingProcess.Start(Path);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.Equal((0, ""), (process.ExitCode, await output));
        Assert.StartsWith(
            "cairn: error: An audit event was refused and set aside in the spool's quarantine: action", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        var entries = await EntriesAsync();
        Assert.Equal(["u1", "cairn"], entries.OrderBy(e => e.Columns.ActorId == "cairn").Select(e => e.Columns.ActorId));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task A_store_that_is_locked_is_not_felt_and_loses_nothing()
    {
        await using (var log = await CairnSqlite.OpenAsync(Path))
        {
            using (var intruder = new Intruder(Path))
            {
                intruder.Run("BEGIN IMMEDIATE");
                for (var i = 0; i < 1_000; i++)
                {
                    log.Record(StandardActions.LoginSucceeded.By(AuditActor.User($"u{i}")));
                }

                intruder.Run("ROLLBACK");
            }

            Assert.Equal(0, log.Dropped);
        }

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"u{i}"), (await EntriesAsync()).Select(e => e.Columns.ActorId));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task What_a_stop_leaves_while_the_store_is_locked_is_there_after_the_next_start()
    {
        var log = await CairnSqlite.OpenAsync(Path, new() { StopTimeout = TimeSpan.Zero });
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("BEGIN IMMEDIATE");
            log.Record(StandardActions.LoginSucceeded.By(AuditActor.User("u1")));
            var closing = log.DisposeAsync();
            intruder.Run("ROLLBACK"); // Or it waits five seconds for its turn, and is refused.
            await closing;
        }

        await using (await CairnSqlite.OpenAsync(Path))
        {
        }

        Assert.Equal("u1", Assert.Single(await EntriesAsync()).Columns.ActorId);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_stops_the_start_with_words_and_leaves_nothing_open()
    {
        await File.WriteAllTextAsync(Path + ".spool", "a file", Cancel);
        var refused = await Assert.ThrowsAsync<CairnStoreException>(() => CairnSqlite.OpenAsync(Path));
        Assert.Contains(".spool cannot be used", refused.Message, StringComparison.Ordinal);

        File.Delete(Path + ".spool");
        await using var log = await CairnSqlite.OpenAsync(Path);
        await log.RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel);
        Assert.True(Directory.Exists(Path + ".spool"));
    }

    [Fact]
    public async Task A_spool_may_lie_elsewhere()
    {
        await using var log = await CairnSqlite.OpenAsync(Path, new() { SpoolFolder = folder.File("elsewhere") });
        log.Record(StandardActions.LoginSucceeded.Event());
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("elsewhere"), "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path + ".spool"));
    }

    private async Task<IReadOnlyList<StoredEntry>> EntriesAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        using var key = SigningKey.TryOpen(Path + ".key")!; // Made with the log.
        var report = await new LogVerifier(store).VerifyAsync(log, new() { Verifier = key.VerifierOf(log) }, Cancel);
        Assert.Empty(report.Findings);
        return await store.ReadEntriesAsync(log, 0, 10_000, Cancel);
    }
}
