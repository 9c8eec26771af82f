using System.Runtime.Versioning;
using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Sqlite.Tests;

[SupportedOSPlatform("linux")]
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TempFolder folder = new();

    public PermissionTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Users and modes as Linux has them.");

    private string Path => folder.File("audit?#%41.db"); // What a URI would read otherwise.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        File.SetUnixFileMode(folder.Path, Enterable | UnixFileMode.UserWrite);
        folder.Dispose();
    }

    [Fact]
    public async Task A_new_file_and_its_companions_are_their_owners_alone()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        await store.CreateLogAsync(Some.Log(), Cancel);
        Assert.All(
            Directory.GetFiles(folder.Path),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_log_in_a_folder_nobody_may_write_can_be_read_and_not_recorded_to()
    {
        await Make();
        Freeze();
        Nobody.Does(() =>
        {
            var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
            var log = Assert.Single(Now(store.ListLogsAsync(Cancel)));
            Assert.Equal(3, Now(store.ReadEntriesAsync(log, 0, 10, Cancel)).Count);
            Now(store.ReadHeadAsync(log, Cancel));
        });
        Assert.Equal([Path], Directory.GetFiles(folder.Path));
        Nobody.Does(() => Assert.Equal(
            $"{Path} is read-only: recording needs write permission for the file and its folder.",
            Assert.Throws<CairnStoreException>(() => SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate)).Message));
    }

    [Fact]
    public void A_file_cannot_be_made_in_a_folder_nobody_may_write()
    {
        Freeze();
        Nobody.Does(() => Assert.StartsWith(
            $"{Path} cannot be created (",
            Assert.Throws<CairnStoreException>(() => SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate)).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_still_in_the_write_ahead_log_are_not_silently_left_out()
    {
        // A copy made while a recorder runs: file and write-ahead log, without the locks.
        await using (var store = SqliteStore.Open(folder.File("live.db"), SqliteOpenMode.ReadWriteCreate))
        {
            await store.CreateLogAsync(Some.Log(), Cancel);
            File.Copy(folder.File("live.db"), Path);
            File.Copy(folder.File("live.db-wal"), $"{Path}-wal");
        }

        Freeze();
        Nobody.Does(() => Assert.Equal(
            $"{Path} has entries in {Path}-wal, which this user cannot read without write permission: "
            + "copy both files to a folder of your own and read them there.",
            Assert.Throws<CairnStoreException>(() => SqliteStore.Open(Path, SqliteOpenMode.ReadOnly)).Message));
    }

    // The store works on the thread that calls it: it must, to stay this test's nobody.
    private static T Now<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    private void Freeze()
    {
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            File.SetUnixFileMode(file, Readable);
        }

        File.SetUnixFileMode(folder.Path, Enterable);
    }

    private async Task Make()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
    }
}
