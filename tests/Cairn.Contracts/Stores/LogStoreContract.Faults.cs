using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task A_failure_before_the_commit_leaves_nothing_and_the_batch_can_be_sent_again()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 300);
        await store.AppendAsync(log, entries[..100], Cancel);
        await Fails(store, log, entries[100..], AppendStep.BeforeCommit);
        await Holds(store, log, entries[..100]);
        var results = await store.AppendAsync(log, entries[100..], Cancel);
        Assert.All(results, r => Assert.Equal(AppendStatus.Appended, r.Status));
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task A_failure_after_the_commit_leaves_everything_and_the_batch_sent_again_is_a_replay()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 300);
        await Fails(store, log, entries, AppendStep.AfterCommit);
        await Holds(store, log, entries);
        var results = await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(entries.Select((e, i) => new AppendResult(AppendStatus.Replayed, i, e.LeafHash)), results);
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task A_cancelled_append_leaves_nothing()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.AppendAsync(log, Some.Entries(log, 3), new(canceled: true)));
        await IsTreeOf(store, log, []);
    }

    [Fact]
    public async Task What_was_appended_is_there_when_the_store_is_opened_again()
    {
        var (store, log) = await OpenLog();
        var entries = Some.Entries(log, 300);
        await store.AppendAsync(log, entries, Cancel);
        await store.PublishCheckpointAsync(log, "note", Cancel);
        await store.DisposeAsync();
        await using var again = Open();
        var logs = await again.ListLogsAsync(Cancel);
        var listed = Assert.Single(logs);
        Assert.Equal(
            (log.Tenant, log.Generation, log.LogId, log.Origin, log.Key),
            (listed.Tenant, listed.Generation, listed.LogId, listed.Origin, listed.Key));
        Assert.Equal(log.Secret, listed.Secret);
        await Holds(again, listed, entries);
        Assert.Equal("note", await again.ReadCheckpointAsync(listed, Cancel));
    }

    private async Task Fails(ILogStore store, LogIdentity log, IReadOnlyList<SealedEntry> batch, AppendStep at)
    {
        OnAppend(store, step =>
        {
            if (step == at)
            {
                throw new IOException("The plug was pulled.");
            }
        });
        await Assert.ThrowsAsync<IOException>(async () => await store.AppendAsync(log, batch, Cancel));
        OnAppend(store, null);
    }
}
