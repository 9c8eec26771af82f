using Cairn.Contracts;
using Cairn.Signing;
using Cairn.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Sqlite.Tests.Recording;

/// <summary>What happens to the file while an application records into it, and after it is put right.</summary>
public sealed class LostFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private string Aside => folder.File("aside");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] All { get; } = ["", "-wal", "-shm"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("moved away")]
    [InlineData("moved away with all beside it")]
    [InlineData("replaced by another log")]
    [InlineData("replaced by nothing")]
    [InlineData("its -wal moved away")]
    [InlineData("its -shm moved away")]
    public async Task A_file_that_is_gone_and_comes_back_loses_nothing(string deed)
    {
        await using (var audit = await OpenAsync())
        {
            await RecordAsync(audit, 3);
            await DoAsync(deed);
            audit.Record(Event(3));
            var refused = await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 4));
            Assert.Contains("while it was in use", refused.Message, StringComparison.Ordinal);
            Assert.Contains(audit.Health().Words(), w => w.Contains(refused.Message[..40], StringComparison.Ordinal));
            Undo(deed);
            await RecordAsync(audit, 2, from: 5);
        }

        Assert.Equal([0, 1, 2, 3, 5, 6], (await ReadAsync()).Order());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 2)]
    [InlineData("-wal", 0)]
    [InlineData("-wal", 2)]
    public async Task A_file_that_was_cut_is_not_recorded_into_until_it_is_whole(string file, int divisor)
    {
        await using (var audit = await OpenAsync())
        {
            await RecordAsync(audit, 49);
            using (var other = new Intruder(Path))
            {
                other.Integer("PRAGMA wal_checkpoint(TRUNCATE)"); // What is cut away is nowhere else.
            }

            await RecordAsync(audit, 1, from: 49);
            // As a backup has it: of a moment in which nobody writes.
            Array.ForEach(All[..2], end => File.Copy(Path + end, Aside + end));
            using (var cut = new FileStream(Path + file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                cut.SetLength(divisor == 0 ? 0 : cut.Length / divisor);
            }

            audit.Record(Event(50));
            await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 51));
            await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 52)); // What is there now is no log, or an older one.
            Array.ForEach(All, end => File.Delete(Path + end));
            Array.ForEach(All[..2], end => File.Move(Aside + end, Path + end));
            await RecordAsync(audit, 1, from: 53);
        }

        Assert.Equal([.. Enumerable.Range(0, 51), 53], (await ReadAsync()).Order());
    }

    [Fact]
    public async Task A_file_that_was_cut_goes_on_where_its_log_has_everything()
    {
        await using (var audit = await OpenAsync())
        {
            await RecordAsync(audit, 5);
            using (var cut = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                cut.SetLength(cut.Length / 2);
            }

            await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 5));
            await RecordAsync(audit, 1, from: 6);
        }

        Assert.Equal([0, 1, 2, 3, 4, 6], (await ReadAsync()).Order());
    }

    [Fact]
    public async Task What_was_recorded_while_the_file_was_gone_is_in_it_after_the_next_start()
    {
        await using (var audit = await OpenAsync())
        {
            await RecordAsync(audit, 2);
            await DoAsync("moved away with all beside it");
            for (var i = 2; i < 20; i++)
            {
                audit.Record(Event(i));
            }
        }

        Assert.False(File.Exists(Path)); // Nothing was made in its place.
        Undo("moved away with all beside it");
        await using (var audit = await OpenAsync())
        {
            await RecordAsync(audit, 1, from: 20);
        }

        Assert.Equal(Enumerable.Range(0, 21), (await ReadAsync()).Order());
    }

    [Fact]
    public async Task An_older_copy_in_its_place_is_not_recorded_into()
    {
        await using var audit = await OpenAsync();
        await RecordAsync(audit, 2);
        Array.ForEach(All[..2], end => File.Copy(Path + end, Aside + end));
        await RecordAsync(audit, 2, from: 2);
        Array.ForEach(All, end => File.Delete(Path + end));
        Array.ForEach(All[..2], end => File.Move(Aside + end, Path + end));
        await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 4));
        var refused = await Assert.ThrowsAsync<CairnStoreException>(() => RecordAsync(audit, 1, from: 5));
        Assert.Contains("an older copy", refused.Message, StringComparison.Ordinal);
    }

    private Task<CairnLog> OpenAsync() => CairnSqlite.OpenAsync(Path, new() { StopTimeout = TimeSpan.FromSeconds(1) }, NullLogger.Instance);

    private static AuditEvent Event(int number) => StandardActions.LoginSucceeded.By(AuditActor.User($"u{number}"));

    private static async Task RecordAsync(CairnLog audit, int count, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            await audit.RecordAsync(Event(i), Cancel);
        }
    }

    private async Task DoAsync(string deed)
    {
        switch (deed)
        {
            case "moved away with all beside it":
                Array.ForEach(All, Move);
                break;
            case "its -wal moved away":
                Move("-wal");
                break;
            case "its -shm moved away":
                Move("-shm");
                break;
            default:
                Move("");
                break;
        }

        if (deed == "replaced by another log")
        {
            await using (await CairnSqlite.OpenAsync(folder.File("other.db")))
            {
            }

            File.Copy(folder.File("other.db"), Path);
        }
        else if (deed == "replaced by nothing")
        {
            await File.WriteAllBytesAsync(Path, [], Cancel);
        }

        void Move(string end) => File.Move(Path + end, Aside + end);
    }

    private void Undo(string deed)
    {
        foreach (var end in All.Where(end => File.Exists(Aside + end) && !(deed.StartsWith("its", StringComparison.Ordinal) && end == "-shm")))
        {
            File.Move(Aside + end, Path + end, overwrite: true);
        }
    }

    // The numbers of the events in a log that is intact.
    private async Task<List<int>> ReadAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        using var key = SigningKey.TryOpen(Path + ".key")!; // It lies there.
        var report = await new LogVerifier(store).VerifyAsync(
            log, new() { Verifier = key.VerifierOf(log), Signer = SignerMemory.Of(Path + ".key") }, Cancel);
        Assert.Equal(Verdict.Intact, report.Verdict);
        return [.. (await store.ReadEntriesAsync(log, 0, 1000, Cancel)).Select(
            e => int.Parse(e.Columns.ActorId![1..], System.Globalization.CultureInfo.InvariantCulture))]; // Each has an actor.
    }
}
