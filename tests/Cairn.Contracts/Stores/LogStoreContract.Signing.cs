using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task What_is_signed_in_turn_is_published_and_a_turn_ends_however_it_ends()
    {
        var (store, log) = await OpenLog();
        await using var closing = store;
        Assert.True(await store.PublishInTurnAsync(log, null, () => "a note", Cancel));
        await Assert.ThrowsAsync<IOException>(
            async () => await store.PublishInTurnAsync(log, "a note", () => throw new IOException("The disk of the key is full."), Cancel));
        Assert.Equal("a note", await store.ReadCheckpointAsync(log, Cancel));
        Assert.True(await store.PublishInTurnAsync(log, "a note", () => "another", Cancel));
        Assert.Equal("another", await store.ReadCheckpointAsync(log, Cancel));
    }

    [Fact]
    public async Task Turns_of_two_logs_do_not_meet_and_stop_nothing_else()
    {
        var (store, log) = await OpenLog();
        await using var closing = store;
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        using var signing = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var turn = Task.Run(async () => await store.PublishInTurnAsync(log, null, () =>
        {
            signing.Set();
            go.Wait(Cancel);
            return "a note";
        }, Cancel), Cancel);
        signing.Wait(Cancel);

        Assert.True(await store.PublishInTurnAsync(other, null, () => "another's", Cancel));
        await store.AppendAsync(log, Some.Entries(log, 2), Cancel);
        go.Set();
        Assert.True(await turn);
        Assert.Equal("a note", await store.ReadCheckpointAsync(log, Cancel));
    }

    [Fact]
    public async Task The_progress_of_every_log_is_its_size_and_newest_checkpoint()
    {
        var (store, log) = await OpenLog("b");
        await using var closing = store;
        var other = await store.CreateLogAsync(Some.Log("a"), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
        await store.PublishCheckpointAsync(log, "a note", Cancel);

        var progress = await store.ReadProgressAsync(Cancel);

        Assert.Equal([(other.LogId, 0L, null), (log.LogId, 3L, "a note")], progress.Select(p => (p.Log.LogId, p.Size, p.Checkpoint)));
        Assert.Equal(log.Secret, progress[1].Log.Secret);
        Assert.Equal(log.Key, progress[1].Log.Key);
    }
}
