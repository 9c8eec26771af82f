using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>What <c>RecordAsync</c> says when it cannot wait any longer, or may not.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    private static CancellationToken Cancel => RecordingRig.Cancel;

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_store_that_is_back_in_time_is_not_felt()
    {
        var failures = 5;
        rig.Store.OnAppend = (_, _, _) => failures-- > 0 ? throw new CairnStoreException("Away.") : Task.CompletedTask;
        var receipt = await rig.LetPassAsync(rig.Log.RecordAsync(RecordingRig.Event(1), Cancel));
        Assert.Equal(0, receipt.Index);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task When_nothing_can_have_reached_the_store_it_says_so_and_nothing_arrives_later()
    {
        rig.Options.RecordTimeout = TimeSpan.FromSeconds(30);
        rig.Store.OnAppend = (_, _, _) => throw new CairnStoreException("Nobody answers.") { NothingWritten = true };
        var timeout = await Assert.ThrowsAsync<AuditTimeoutException>(
            () => TimesOutAsync(rig.Log.RecordAsync(RecordingRig.Event(1), Cancel)));
        Assert.False(timeout.MayStillArrive);
        Assert.Contains("will not arrive: 30 s passed", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("(Nobody answers)", timeout.Message, StringComparison.Ordinal);
        Assert.Contains($"{timeout.Id:D}", timeout.Message, StringComparison.Ordinal);

        await AgainAsync(RecordingRig.Event(2));
        Assert.Equal(["u2"], rig.Actors());
    }

    [Fact]
    public async Task When_a_commits_answer_was_lost_it_says_so_and_recording_again_is_safe()
    {
        rig.Options.RecordTimeout = TimeSpan.FromSeconds(30);
        rig.Store.OnAppend = (step, _, _) => step == AppendStep.AfterCommit ? throw new IOException("Cut.") : Task.CompletedTask;
        var timeout = await Assert.ThrowsAsync<AuditTimeoutException>(
            () => TimesOutAsync(rig.Log.RecordAsync(RecordingRig.Event(1), Cancel)));
        Assert.True(timeout.MayStillArrive);
        Assert.Contains("is not known", timeout.Message, StringComparison.Ordinal);

        var receipt = await AgainAsync(RecordingRig.Event(1, timeout.Id));
        Assert.Equal((0L, timeout.Id), (receipt.Index, receipt.Id));
        Assert.Equal(["u1"], rig.Actors());
    }

    [Fact]
    public async Task A_failure_that_does_not_say_whether_it_wrote_may_have_written()
    {
        rig.Options.RecordTimeout = TimeSpan.FromSeconds(30);
        rig.Store.OnAppend = (step, _, _) => step == AppendStep.BeforeCommit ? throw new IOException("Cut.") : Task.CompletedTask;
        Assert.True((await Assert.ThrowsAsync<AuditTimeoutException>(
            () => TimesOutAsync(rig.Log.RecordAsync(RecordingRig.Event(1), Cancel)))).MayStillArrive);
    }

    [Fact]
    public async Task Within_a_commit_the_event_may_arrive_and_one_that_waits_behind_it_will_not()
    {
        rig.Options.RecordTimeout = TimeSpan.FromSeconds(30);
        var gate = new TaskCompletionSource();
        var isWithin = false;
        rig.Store.OnAppend = (step, _, _) =>
        {
            isWithin = true;
            return step == AppendStep.BeforeCommit ? gate.Task : Task.CompletedTask;
        };
        var within = rig.Log.RecordAsync(RecordingRig.Event(1), Cancel);
        await RecordingRig.SoonAsync(() => isWithin);
        var behind = rig.Log.RecordAsync(RecordingRig.Event(2), Cancel);

        Assert.True((await Assert.ThrowsAsync<AuditTimeoutException>(() => rig.LetPassAsync(within))).MayStillArrive);
        Assert.False((await Assert.ThrowsAsync<AuditTimeoutException>(() => rig.LetPassAsync(behind))).MayStillArrive);
        gate.SetResult();
        await rig.StopAsync();
        Assert.Equal(["u1"], rig.Actors());
    }

    [Fact]
    public async Task Cancelled_while_it_waits_an_event_never_arrives_and_within_a_commit_it_is_there_in_whole()
    {
        var gate = new TaskCompletionSource();
        var isWithin = false;
        rig.Store.OnAppend = (step, _, _) =>
        {
            isWithin = true;
            return step == AppendStep.BeforeCommit ? gate.Task : Task.CompletedTask;
        };
        using var cancelling = new CancellationTokenSource();
        var within = rig.Log.RecordAsync(RecordingRig.Event(1), cancelling.Token);
        await RecordingRig.SoonAsync(() => isWithin);
        var behind = rig.Log.RecordAsync(RecordingRig.Event(2), cancelling.Token);
        await cancelling.CancelAsync();

        Assert.Equal(cancelling.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => within)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Log.RecordAsync(RecordingRig.Event(3), cancelling.Token));
        gate.SetResult();
        await rig.StopAsync();
        Assert.Equal(["u1"], rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Cancelled_within_a_commit_that_fails_it_is_not_tried_again()
    {
        var gate = new TaskCompletionSource();
        var isWithin = false;
        rig.Store.OnAppend = async (_, _, _) =>
        {
            isWithin = true;
            await gate.Task;
            throw new IOException("Cut.");
        };
        using var cancelling = new CancellationTokenSource();
        var within = rig.Log.RecordAsync(RecordingRig.Event(1), cancelling.Token);
        await RecordingRig.SoonAsync(() => isWithin);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => within);
        gate.SetResult();
        rig.Store.OnAppend = (_, _, _) => Task.CompletedTask;
        await rig.LetPassAsync(rig.Log.RecordAsync(RecordingRig.Event(2), Cancel));
        Assert.Equal(["u2"], rig.Actors());
    }

    [Fact]
    public async Task A_lost_answer_is_found_again_by_the_id_and_receipts_are_right()
    {
        var failures = 1;
        rig.Store.OnAppend = (step, _, _) => step == AppendStep.AfterCommit && failures-- > 0
            ? throw new IOException("Cut.")
            : Task.CompletedTask;
        var receipts = await rig.LetPassAsync(
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel))));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), receipts.Select(r => r.Index));
        Assert.Equal(200, rig.Actors().Count);
    }

    [Fact]
    public async Task What_only_a_person_can_mend_is_told_at_once()
    {
        rig.Store.OnAppend = (_, _, _) => throw new CairnStoreException("Run cairn verify.") { NeedsMending = true };
        await Assert.ThrowsAsync<CairnStoreException>(() => rig.Log.RecordAsync(RecordingRig.Event(1), Cancel)); // No time passes.
        rig.Log.Record(RecordingRig.Event(2));
        await RecordingRig.SoonAsync(() => rig.Logger.Lines.Any(l => l.Contains("wait", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<CairnStoreException>(() => rig.Log.RecordAsync(RecordingRig.Event(3), Cancel));
        rig.Store.OnAppend = (_, _, _) => Task.CompletedTask;
        await rig.UntilAsync(() => rig.Actors().SequenceEqual(["u2"]));
    }

    [Fact]
    public async Task Closing_while_the_store_is_away_tells_who_waits()
    {
        rig.Options.StopTimeout = TimeSpan.FromSeconds(10);
        rig.Store.OnAppend = (_, _, _) => throw new CairnStoreException("Away.") { NothingWritten = true };
        var waiting = rig.Log.RecordAsync(RecordingRig.Event(1), Cancel);
        await rig.StopAsync();
        var timeout = await Assert.ThrowsAsync<AuditTimeoutException>(() => waiting);
        Assert.False(timeout.MayStillArrive);
        Assert.Contains("the log was closed", timeout.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rig.Log.RecordAsync(RecordingRig.Event(1), Cancel));
    }

    /// <summary>Records when the store is back.</summary>
    private Task<AuditReceipt> AgainAsync(AuditEvent auditEvent)
    {
        rig.Store.OnAppend = (_, _, _) => Task.CompletedTask;
        rig.Options.RecordTimeout = TimeSpan.FromHours(10);
        return rig.LetPassAsync(rig.Log.RecordAsync(auditEvent, Cancel));
    }

    /// <summary>Lets time pass once there was an attempt.</summary>
    private async Task TimesOutAsync(Task recording)
    {
        await RecordingRig.SoonAsync(() => rig.Store.Appends > 0);
        await rig.LetPassAsync(recording);
    }
}
