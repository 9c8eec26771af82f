using Cairn.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Sqlite.Tests;

/// <summary>A host starts whatever its files are like, and records when they are well.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_starts_while_its_file_is_being_restored_and_records_into_it_afterwards()
    {
        await using (var first = await CairnSqlite.OpenAsync(Path))
        {
            await first.RecordAsync(Some.Event(id: 1), Cancel);
        }

        var copy = await File.ReadAllBytesAsync(Path, Cancel);
        await File.WriteAllBytesAsync(Path, copy.AsMemory(0, 40), Cancel); // A restore under way.
        await using (var host = Host())
        {
            await StartAsync(host);
            var audit = host.GetRequiredService<CairnLog>();
            audit.Record(Some.Event(id: 2));
            Assert.NotNull(audit.Connection.Trouble);
            await File.WriteAllBytesAsync(Path, copy, Cancel);
            await ConnectedAsync(audit);
            await audit.RecordAsync(Some.Event(id: 3), Cancel);
        }

        Assert.Equal([1, 2, 3], await IdsAsync());
    }

    [Fact]
    public async Task A_host_starts_without_its_signing_key_and_signs_once_it_is_back()
    {
        await using (var first = await CairnSqlite.OpenAsync(Path))
        {
            await first.RecordAsync(Some.Event(id: 1), Cancel);
        }

        File.Move(Path + ".key", folder.File("away"));
        await using (var host = Host())
        {
            await StartAsync(host);
            var audit = host.GetRequiredService<CairnLog>();
            audit.Record(Some.Event(id: 2));
            Assert.True(audit.Health().IsFailing);
            Assert.Contains("its key", audit.Connection.Trouble!.Why, StringComparison.Ordinal); // It starts without.
            File.Move(folder.File("away"), Path + ".key");
            await ConnectedAsync(audit);
        }

        Assert.Equal([1, 2], await IdsAsync());
    }

    [Fact]
    public async Task A_host_starts_without_a_spool_and_records_into_it_once_its_folder_can_be_made()
    {
        await File.WriteAllTextAsync(folder.File("spool"), "in the way", Cancel);
        await using (var host = Host(o => o.SpoolFolder = folder.File("spool")))
        {
            await StartAsync(host);
            var audit = host.GetRequiredService<CairnLog>();
            audit.Record(Some.Event(id: 1));
            Assert.Equal(1, audit.Dropped);
            Assert.Contains(audit.Health().Words(), w => w.Contains("the spool cannot be opened", StringComparison.Ordinal));
            await audit.RecordAsync(Some.Event(id: 2), Cancel); // It needs none.
            File.Delete(folder.File("spool"));
            while (audit.Spool is null)
            {
                Cancel.ThrowIfCancellationRequested();
                audit.Record(Some.Event(id: 3));
            }

            Assert.Null(audit.Health().Spool);
        }

        Assert.Equal([2, 3], (await IdsAsync()).Where(id => id > 0));
    }

    [Theory]
    [InlineData("store")]
    [InlineData("spool")]
    public async Task A_host_that_asks_for_it_does_not_start(string what)
    {
        var inTheWay = what == "store" ? Path : folder.File("spool");
        await File.WriteAllTextAsync(inTheWay, "This is a letter, and neither a log nor a folder.", Cancel);
        await using var host = Host(o => (o.RequireStoreAtStart, o.SpoolFolder) = (true, folder.File("spool")));
        Assert.Contains(
            inTheWay, (await Assert.ThrowsAsync<CairnStoreException>(() => StartAsync(host))).Message, StringComparison.Ordinal);
    }

    private ServiceProvider Host(Action<CairnOptions>? configure = null) =>
        new ServiceCollection().AddCairn(cairn => cairn.UseSqlite(Path).Configure(configure ?? (_ => { }))).BuildServiceProvider();

    private static async Task StartAsync(IServiceProvider host)
    {
        foreach (var hosted in host.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(Cancel);
        }
    }

    private static async Task ConnectedAsync(CairnLog log)
    {
        while (log.Connection.Trouble is not null)
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The numbers of the applications' events, in order; 0 for one of Cairn's own.</summary>
    private async Task<List<int>> IdsAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        var known = Enumerable.Range(1, 10).ToDictionary(i => Some.Id(i));
        return [.. (await store.ReadEntriesAsync(log, 0, 10, Cancel)).Select(e => known.GetValueOrDefault(e.Columns.EventId)).Order()];
    }
}
