using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task Two_stores_on_one_location_append_to_one_log()
    {
        var (one, log) = await OpenLog();
        await using var _ = one;
        await using var other = Open();
        Assert.Equal(log.LogId, (await other.CreateLogAsync(Some.Log(seed: 2), Cancel)).LogId);
        var entries = Some.Entries(log, 600);
        await Task.WhenAll(Drain(one, log, entries[..400]), Drain(other, log, entries[200..]), Drain(one, log, entries[300..500]));
        var stored = await All(other, log);
        Assert.Equal(entries.Select(e => e.Leaf.Id).Order(), stored.Select(e => e.Columns.EventId).Order());
        await IsTreeOf(one, log, [.. stored.Select(e => Hash.OfLeaf(e.Leaf.Span))]);
    }

    [Fact]
    public async Task A_reader_sees_whole_batches_while_another_appends()
    {
        var (writer, log) = await OpenLog();
        await using var _ = writer;
        await using var reader = Open();
        var writing = Drain(writer, log, Some.Entries(log, 600));
        do
        {
            Assert.Equal(0, (await reader.ReadHeadAsync(log, Cancel)).Size % 10);
            Assert.Equal(0, (await reader.ReadEntriesAsync(log, 0, 1000, Cancel)).Count % 10);
            Assert.Empty(await reader.FindStraysAsync(log, Cancel));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task A_log_is_made_once_for_its_tenant_and_generation()
    {
        await using var store = Open();
        var first = await store.CreateLogAsync(Some.Log("acme", seed: 1), Cancel);
        var again = await store.CreateLogAsync(Some.Log("acme", seed: 2), Cancel);
        Assert.Equal((first.LogId, first.Key), (again.LogId, again.Key));
        Assert.Equal(first.Secret, again.Secret);
        Assert.NotEqual(0, first.Key);
        Assert.Single(await store.ListLogsAsync(Cancel));
    }

    [Fact]
    public async Task Logs_are_listed_by_tenant_and_generation()
    {
        await using var store = Open();
        foreach (var (tenant, generation) in new[] { ("b", 1), ("a", 1), ("B", 1), ("a", 2) })
        {
            await store.CreateLogAsync(Some.Log(tenant, generation), Cancel);
        }

        var logs = await store.ListLogsAsync(Cancel);
        Assert.Equal([("B", 1), ("a", 1), ("a", 2), ("b", 1)], logs.Select(l => (l.Tenant, l.Generation)));
    }

    [Fact]
    public async Task Logs_in_one_store_do_not_meet()
    {
        var (store, a) = await OpenLog("a");
        await using var _ = store;
        var b = await store.CreateLogAsync(Some.Log("b"), Cancel);
        var (inA, inB) = (Some.Entries(a, 300), Some.Entries(b, 20)); // The same event ids in both.
        await store.AppendAsync(a, inA[..200], Cancel);
        Assert.All(await store.AppendAsync(b, inB, Cancel), r => Assert.Equal(AppendStatus.Appended, r.Status));
        await store.AppendAsync(a, inA[200..], Cancel);
        await store.PublishCheckpointAsync(a, "a's", Cancel);
        await Holds(store, a, inA);
        await Holds(store, b, inB);
        Assert.Null(await store.ReadCheckpointAsync(b, Cancel));
        Assert.Null(await store.FindAsync(b, Some.Id(21), Cancel));
    }

    private static Task Drain(ILogStore store, LogIdentity log, IReadOnlyList<SealedEntry> entries) => Task.Run(
        async () =>
        {
            foreach (var batch in entries.Chunk(10))
            {
                await store.AppendAsync(log, batch, Cancel);
            }
        },
        Cancel);
}
