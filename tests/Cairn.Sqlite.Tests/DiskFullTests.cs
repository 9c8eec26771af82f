using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Sqlite.Tests;

public sealed class DiskFullTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_the_batch_whole_and_the_log_goes_on_when_there_is_room_again()
    {
        var path = folder.File("audit.db");
        await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var entries = Some.Entries(log, 2000);
        await store.AppendAsync(log, entries[..100], Cancel);
        store.Writer!.Execute($"PRAGMA max_page_count = {store.Writer.Integer("PRAGMA page_count") + 20}");

        var error = await Assert.ThrowsAsync<CairnStoreException>(async () => await store.AppendAsync(log, entries, Cancel));
        Assert.Equal($"No space is left for {path}: nothing was written. Make room and try again.", error.Message);
        Assert.Equal(100, (await LogCheck.IsSound(store, log)).Count);
        await store.AppendAsync(log, entries[100..110], Cancel); // A small batch still finds room.

        store.Writer.Execute("PRAGMA max_page_count = 1000000");
        await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(2000, (await LogCheck.IsSound(store, log)).Count);
    }
}
