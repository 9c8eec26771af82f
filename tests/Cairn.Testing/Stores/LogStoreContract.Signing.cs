namespace Cairn.Testing;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task A_signing_turn_that_was_given_back_is_free()
    {
        var (store, log) = await OpenLog();
        await using var closing = store;
        for (var i = 0; i < 3; i++)
        {
            await (await store.TakeSigningTurnAsync(log, Cancel))!.DisposeAsync(); // Free.
        }
    }

    [Fact]
    public async Task Signing_turns_of_two_logs_do_not_meet_and_stop_nothing_else()
    {
        var (store, log) = await OpenLog();
        await using var closing = store;
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        await using var turn = await store.TakeSigningTurnAsync(log, Cancel);
        await using var second = await store.TakeSigningTurnAsync(other, Cancel);

        Assert.NotNull(turn);
        Assert.NotNull(second);
        await store.AppendAsync(log, Some.Entries(log, 2), Cancel);
        await store.PublishCheckpointAsync(log, "a note", Cancel);
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
