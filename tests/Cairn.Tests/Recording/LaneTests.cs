using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>How commits are shared, and how one tenant's trouble stays its own.</summary>
public sealed class LaneTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    private static CancellationToken Cancel => RecordingRig.Cancel;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_at_once_share_a_few_commits()
    {
        await rig.OpenAsync();
        var gate = new TaskCompletionSource();
        rig.Store.OnAppend = (step, _, _) => step == AppendStep.BeforeCommit ? gate.Task : Task.CompletedTask; // Until all have come.
        var waiting = 0;
        var recorded = Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => Task.Run(
            () =>
            {
                var receipt = rig.Log.RecordAsync(RecordingRig.Event(i), Cancel);
                Interlocked.Increment(ref waiting);
                return receipt;
            },
            Cancel)));
        await RecordingRig.SoonAsync(() => Volatile.Read(ref waiting) == 10_000); // Nobody who waits holds a thread of the pool.
        gate.SetResult();
        var receipts = await recorded;

        // The first went alone, some were sealed beside it, all others share.
        Assert.InRange(rig.Store.Appends, 10, 12);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (long)i), receipts.Select(r => r.Index).Order());
    }

    [Fact]
    public async Task One_callers_events_keep_their_order()
    {
        await rig.OpenAsync();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel)));
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => (long)i), receipts.Select(r => r.Index));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_caller_who_blocks_a_thread_once_told_holds_up_nobody(int callers)
    {
        await rig.OpenAsync();
        var (gate, isTold) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var blocked = new ManualResetEventSlim();
        rig.Store.OnAppend = (_, _, _) => gate.Task;
        var blocking = Task.Run(
            async () =>
            {
                await rig.Log.RecordAsync(RecordingRig.Event(0), Cancel).ConfigureAwait(false);
                isTold.SetResult();
                blocked.Wait(Cancel);
            },
            Cancel);
        await RecordingRig.SoonAsync(() => rig.Store.Appends == 1);
        // Behind it.
        var others = Enumerable.Range(1, callers - 1).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel)).ToList();
        gate.SetResult();
        await isTold.Task;
        await Task.WhenAll(others);
        await rig.Log.RecordAsync(RecordingRig.Event(callers), Cancel);
        Assert.False(blocking.IsCompleted);
        blocked.Set();
        await blocking;
    }

    [Fact]
    public async Task The_next_batch_is_committed_while_the_one_before_it_is_still_being_told()
    {
        var reading = await CommitBehindOneBeingToldAsync();
        reading.SetResult();
        await rig.StopAsync();
        Assert.Equal([.. Enumerable.Range(0, Lane.SealAhead + 1).Select(i => $"u{i}")], rig.Actors());
    }

    [Fact]
    public async Task What_was_committed_and_could_not_be_told_is_told_later_and_is_there_once()
    {
        var reading = await CommitBehindOneBeingToldAsync();
        rig.Store.OnRead = () => Task.CompletedTask;
        reading.SetException(new IOException("The line is cut."));
        await rig.StopAsync();

        Assert.Equal([.. Enumerable.Range(0, Lane.SealAhead + 1).Select(i => $"u{i}")], rig.Actors());
        Assert.Equal("duplicate", Assert.Single(rig.Dropped()).Why); // The second number was accounted for.
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_batch_that_fails_for_good_does_not_hold_up_those_behind_it()
    {
        await rig.OpenAsync();
        var gate = new TaskCompletionSource();
        rig.Store.OnAppend = async (step, _, entries) =>
        {
            await gate.Task;
            if (step == AppendStep.BeforeCommit && entries[0].Leaf.Actor.Id == "u0")
            {
                // Whoever waits is told, nothing comes again.
                throw new CairnStoreException("No rights.") { NeedsMending = true, NothingWritten = true };
            }
        };
        var calls = Enumerable.Range(0, 5_000).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel)).ToList();
        await RecordingRig.SoonAsync(() => rig.Store.Appends == 1); // The second batch is sealed meanwhile.
        gate.SetResult();
        var all = Task.WhenAll(calls).WaitAsync(TimeSpan.FromMinutes(2), Cancel); // It takes no time: nothing pauses.
        await Assert.ThrowsAsync<CairnStoreException>(() => all);

        var committed = calls.Index().Where(c => c.Item.IsCompletedSuccessfully).ToList();
        Assert.InRange(committed.Count, 4_000, 4_999); // All but the first batch.
        Assert.Equal(committed.Select(c => $"u{c.Index}"), rig.Actors());
    }

    [Fact]
    public async Task Large_events_make_small_batches()
    {
        await rig.OpenAsync();
        var largest = 0;
        rig.Store.OnAppend = (_, _, entries) =>
        {
            largest = Math.Max(largest, entries.Count);
            return Task.CompletedTask;
        };
        var large = RecordingRig.Event(1) with
        {
            Metadata = [.. Enumerable.Range(0, 10).Select(i => new KeyValuePair<string, AuditValue>($"m{i}", new string('x', 60_000)))]
        };
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => rig.Log.RecordAsync(large, Cancel)));
        Assert.InRange(largest, 1, 7); // Of 600 KB each, in 4 MiB.
    }

    [Fact]
    public async Task A_tenant_whose_append_hangs_does_not_stop_another()
    {
        rig.Store = new(new()) { ConcurrentAppends = 2 };
        await rig.OpenAsync();
        var gate = new TaskCompletionSource();
        rig.Store.OnAppend = (_, log, _) => log.Tenant == "slow" ? gate.Task : Task.CompletedTask;
        var slow = Enumerable.Range(0, 500).Select(i => rig.Log.ForTenant("slow").RecordAsync(RecordingRig.Event(i), Cancel)).ToList();
        for (var i = 0; i < 50; i++)
        {
            await rig.Log.ForTenant("quick").RecordAsync(RecordingRig.Event(i), Cancel);
        }

        Assert.DoesNotContain(slow, s => s.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(slow);
    }

    [Fact]
    public async Task A_tenant_that_fails_waits_apart_and_loses_nothing()
    {
        await rig.OpenAsync();
        var isAway = true;
        rig.Store.OnAppend = (_, log, _) => log.Tenant == "away" && isAway ? throw new IOException("No disk.") : Task.CompletedTask;
        for (var i = 0; i < 2_500; i++)
        {
            rig.Log.ForTenant("away").Record(RecordingRig.Event(i));
        }

        for (var i = 0; i < 50; i++)
        {
            await rig.Log.ForTenant("here").RecordAsync(RecordingRig.Event(i), Cancel); // No time passes: the other's pause is not over.
        }

        Assert.Empty(rig.Leaves("away"));
        isAway = false;
        await rig.UntilAsync(() => rig.Count("away") == 2_500);
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => $"u{i}"), rig.Actors("away"));
        Assert.Contains(rig.Logger.Lines, l => l.Contains("tenant away wait", StringComparison.Ordinal));
        Assert.Contains(rig.Logger.Lines, l => l.Contains("tenant away are committed again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenants_take_turns_by_batch()
    {
        await rig.OpenAsync();
        var gate = new TaskCompletionSource();
        var order = new List<string>();
        rig.Store.OnAppend = async (step, log, _) =>
        {
            await gate.Task;
            if (step == AppendStep.BeforeCommit)
            {
                order.Add(log.Tenant);
            }
        };
        var many = Enumerable.Range(0, 10_000).Select(i => rig.Log.ForTenant("many").RecordAsync(RecordingRig.Event(i), Cancel)).ToList();
        var few = rig.Log.ForTenant("few").RecordAsync(RecordingRig.Event(1), Cancel);
        gate.SetResult();
        await few;
        await Task.WhenAll(many);
        Assert.InRange(order.IndexOf("few"), 0, 3);
    }

    [Fact]
    public async Task One_entry_the_store_never_takes_is_found_among_many()
    {
        await rig.OpenAsync();
        var gate = new TaskCompletionSource();
        rig.Store.OnAppend = async (step, _, entries) =>
        {
            await gate.Task;
            if (step == AppendStep.BeforeCommit && entries.Any(e => e.Leaf.Actor.Id == "u77"))
            {
                throw new EntryRefusedException("u77 is poison.");
            }
        };
        var calls = Enumerable.Range(0, 300).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel)).ToList();
        gate.SetResult();
        var refused = await Assert.ThrowsAsync<CairnStoreException>(() => calls[77]);
        await Task.WhenAll(calls.Where((_, i) => i != 77));

        Assert.Equal("u77 is poison.", refused.Message);
        Assert.Equal(Enumerable.Range(0, 300).Where(i => i != 77).Select(i => $"u{i}"), rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_pause_doubles_to_five_seconds_and_is_never_the_same()
    {
        await rig.OpenAsync();
        var backoff = new Backoff(Cairn.Contracts.Some.Fill());
        for (var failures = 1; failures < 40; failures++)
        {
            var whole = TimeSpan.FromTicks(Math.Min(Backoff.Longest.Ticks, Backoff.First.Ticks * (1L << Math.Min(failures - 1, 20))));
            Assert.InRange(backoff.After(failures), whole / 2, whole);
        }

        Assert.NotEqual(backoff.After(30), backoff.After(30));
    }

    // Nobody is told of the first batch until the returned task ends; the second is committed.
    private async Task<TaskCompletionSource> CommitBehindOneBeingToldAsync()
    {
        await rig.OpenAsync();
        var known = RecordingRig.Event(0, Guid.CreateVersion7(rig.Clock.GetUtcNow())) with { OccurredAt = rig.Clock.GetUtcNow() };
        await rig.Log.RecordAsync(known, Cancel);
        var (isRead, reading) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Store.OnRead = () =>
        {
            isRead.TrySetResult();
            return reading.Task;
        };
        rig.Log.Record(known); // The log knows it: its number there is read before anybody is told.
        await rig.LetPassAsync(isRead.Task);
        await Task.WhenAll(Enumerable.Range(1, Lane.SealAhead).Select(i => rig.Log.RecordAsync(RecordingRig.Event(i), Cancel)))
            .WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        return reading;
    }
}
