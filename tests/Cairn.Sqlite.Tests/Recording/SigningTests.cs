using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Recovery;
using Cairn.Signing;
using Cairn.Verification;

namespace Cairn.Sqlite.Tests;

public sealed class SigningTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private string Key => Path + ".key";

    private string Memory => Key + ".signed";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_key_is_made_once_and_is_its_owners_alone()
    {
        await RecordAsync();
        var made = await File.ReadAllTextAsync(Key, Cancel);
        await RecordAsync();

        Assert.Equal(made, await File.ReadAllTextAsync(Key, Cancel));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        }
    }

    [Fact]
    public async Task A_missing_key_is_refused_and_never_made_anew()
    {
        await RecordAsync();
        File.Delete(Key);

        await RefusesAsync(SigningRefusal.KeyMissing, "put it back");
        Assert.False(File.Exists(Key));
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        await RecordAsync();
        await using (await CairnSqlite.OpenAsync(folder.File("other.db")))
        {
        }

        File.Move(folder.File("other.db.key"), Key, overwrite: true);
        await RefusesAsync(SigningRefusal.KeyDiffers, "put that key back");
    }

    [Fact]
    public async Task A_key_others_can_read_is_refused()
    {
        await RecordAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            await RefusesAsync(SigningRefusal.KeyUnusable, "chmod 600");
        }
    }

    [Fact]
    public async Task A_log_restored_from_an_older_copy_is_refused_and_left_as_it_is()
    {
        await RecordAsync();
        File.Copy(Path, folder.File("backup.db"));
        await RecordAsync();
        File.Copy(folder.File("backup.db"), Path, overwrite: true);
        var before = await File.ReadAllBytesAsync(Path, Cancel);

        await RefusesAsync(SigningRefusal.Restored, "has 1 entry, but 2 were signed");
        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Cancel));
    }

    [Fact]
    public async Task A_log_deleted_beside_its_key_is_refused()
    {
        await RecordAsync();
        File.Delete(Path);

        await RefusesAsync(SigningRefusal.Restored, "To continue without it on purpose");
    }

    [Fact]
    public async Task A_lost_memory_is_refused()
    {
        await RecordAsync();
        Directory.Delete(Memory, recursive: true);

        await RefusesAsync(SigningRefusal.MemoryMissing, "restore the folder");
    }

    [Fact]
    public async Task A_changed_history_is_refused()
    {
        await RecordAsync();
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded("heads_refuses_UPDATE", () => intruder.Run("UPDATE heads SET edge = zeroblob(32)"));
        }

        await RefusesAsync(SigningRefusal.Forked, "cairn verify");
    }

    [Fact]
    public async Task A_note_that_was_remembered_and_not_published_is_published_later()
    {
        await RecordAsync();
        var (store, log) = Open();
        await using var closing = store;
        var published = await store.ReadCheckpointAsync(log, Cancel);
        await RecordAsync();
        using (var intruder = new Intruder(Path))
        {
            intruder.Run($"UPDATE checkpoints SET note = '{published}'"); // As after a crash between memory and store.
        }

        await using (var audit = await CairnSqlite.OpenAsync(Path))
        {
            await audit.Signer.SignAsync(log, Cancel);
        }

        Assert.Equal(
            await File.ReadAllTextAsync(System.IO.Path.Combine(Memory, log.LogId), Cancel), await store.ReadCheckpointAsync(log, Cancel));
    }

    [Theory]
    [InlineData("restored")]
    [InlineData("key_lost")]
    [InlineData("memory_lost")]
    public async Task A_recovered_log_goes_on_and_hides_nothing(string reason)
    {
        await RecordAsync();
        File.Copy(Path, folder.File("backup.db"));
        await RecordAsync();
        var note = await File.ReadAllTextAsync(
            Directory.GetFiles(Memory).Single(f => !f.EndsWith("lock", StringComparison.Ordinal)), Cancel);
        switch (reason)
        {
            case "restored": File.Copy(folder.File("backup.db"), Path, overwrite: true); break;
            case "key_lost": File.Delete(Key); break;
            default: Directory.Delete(Memory, recursive: true); break;
        }

        RecoveredLog recovered;
        await using (var writable = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate))
        {
            recovered = Assert.Single(await new LogRecovery(writable, Key).RecoverAsync(Cancel));
            Assert.Empty(await new LogRecovery(writable, Key).RecoverAsync(Cancel));
        }

        var receipt = await RecordAsync();
        Assert.Equal((recovered.New.LogId, 1L), (receipt.Log, receipt.Index));
        Assert.Equal((reason, recovered.Old.Origin, 2), (recovered.Attested.Reason, recovered.Attested.Origin, recovered.New.Generation));
        Assert.Equal(note, recovered.Attested.Checkpoint);
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        using var key = SigningKey.TryOpen(Key)!; // Recovery made it where it was lost.
        var now = await new LogVerifier(store).VerifyAsync(recovered.New, new() { Verifier = key.VerifierOf(recovered.New) }, Cancel);
        Assert.Equal(Verdict.Intact, now.Verdict);
        Assert.Contains(now.Notes, n => n.Contains(recovered.Old.Origin, StringComparison.Ordinal));
        var then = await new LogVerifier(store).VerifyAsync(
            recovered.Old, new() { Verifier = key.VerifierOf(recovered.Old), SignerMemory = reason == "restored" ? note : null }, Cancel);
        Assert.Equal(reason switch { "restored" => Verdict.Altered, "key_lost" => Verdict.Altered, _ => Verdict.Intact }, then.Verdict);
    }

    [Fact]
    public async Task A_log_that_can_be_signed_is_not_recovered()
    {
        await RecordAsync();
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        Assert.Empty(await new LogRecovery(store, Key).RecoverAsync(Cancel));
    }

    private async Task<AuditReceipt> RecordAsync()
    {
        await using var audit = await CairnSqlite.OpenAsync(Path);
        return await audit.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")), Cancel);
    }

    private async Task RefusesAsync(SigningRefusal refusal, string words)
    {
        var refused = await Assert.ThrowsAsync<CairnSigningException>(RecordAsync);
        Assert.Equal(refusal, refused.Refusal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private (SqliteStore Store, LogIdentity Log) Open()
    {
        var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        return (store, store.ListLogsAsync(Cancel).AsTask().GetAwaiter().GetResult()[^1]);
    }
}
