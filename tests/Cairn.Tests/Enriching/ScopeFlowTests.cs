namespace Cairn.Tests;

/// <summary>Where a scope reaches, and where it does not.</summary>
public sealed class ScopeFlowTests
{
    private readonly FakeAuditLog log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private List<string?> Actors => [.. log.Events.Select(e => e.Actor.Id)];

    [Fact]
    public async Task It_goes_on_after_an_await_and_in_the_tasks_the_work_starts()
    {
        using (log.Scope(AuditActor.User("ada")))
        {
            await Task.Yield();
            Record();
            await Task.Run(Record, Cancel);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(Record, Cancel)));
            await Parallel.ForAsync(0, 10, Cancel, (_, _) =>
            {
                Record();
                return ValueTask.CompletedTask;
            });
        }

        Assert.Equal(22, Actors.Count);
        Assert.All(Actors, actor => Assert.Equal("ada", actor));
    }

    [Fact]
    public async Task Work_that_goes_on_after_it_is_closed_no_longer_sees_it()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task work;
        using (log.Scope(AuditActor.User("ada")))
        {
            work = Task.Run(RecordTwiceAsync, Cancel);
            await RecordingRig.SoonAsync(() => Actors.Count == 1);
        }

        closed.SetResult();
        await work;
        Assert.Equal(["ada", null], Actors);

        async Task RecordTwiceAsync()
        {
            Record();
            await closed.Task;
            Record();
        }
    }

    [Fact]
    public async Task Work_that_was_started_in_a_scope_that_is_left_keeps_what_was_known_then()
    {
        var actor = AuditActor.User("ada");
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var scope = log.Scope(() => new() { Actor = actor });
        var work = Task.Run(
            async () =>
            {
                await left.Task;
                Record();
            },
            Cancel);
        scope.Leave();
        actor = AuditActor.User("another"); // Such as the next request of a pooled object.
        left.SetResult();
        await work;
        Record();
        Assert.Equal(["ada", null], Actors);
        scope.Dispose();
    }

    [Fact]
    public async Task A_flow_in_which_it_was_opened_but_not_closed_does_not_keep_it()
    {
        AuditScope? scope = null;
        var (opened, closed) = (NewSignal(), NewSignal());
        var flow = Task.Run(
            async () =>
            {
                scope = log.Scope(AuditActor.User("ada"));
                Record();
                opened.SetResult();
                await closed.Task;
                Record(); // This flow still holds it.
                using (log.Scope(source: "next"))
                {
                    Record();
                }
            },
            Cancel);
        await opened.Task;
        scope!.Dispose(); // Opened before the signal.
        closed.SetResult();
        await flow;
        Assert.Equal(["ada", null, null], Actors);
    }

    [Fact]
    public async Task It_ends_with_the_async_method_that_opened_it()
    {
        await OpenAndForgetAsync();
        Record();
        Assert.Equal(["ada", null], Actors);

        async Task OpenAndForgetAsync()
        {
            log.Scope(AuditActor.User("ada"));
            await Task.Yield();
            Record();
        }
    }

    [Fact]
    public async Task Work_that_is_queued_without_its_context_does_not_see_it()
    {
        using var scope = log.Scope(AuditActor.User("ada"));
        Task work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(Record, Cancel);
        }

        await work;
        var done = NewSignal();
        ThreadPool.UnsafeQueueUserWorkItem(_ => RecordAnd(done), null);
        await done.Task;
        Assert.Equal([null, null], Actors);
    }

    [Fact]
    public async Task The_next_piece_of_work_on_a_thread_of_the_pool_does_not_see_it()
    {
        // More pieces than threads, so that each thread serves many, one after the other.
        // None is closed.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => log.Scope(AuditActor.User($"u{n}")), Cancel)));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(Record, Cancel)));
        Assert.Equal(200, Actors.Count);
        Assert.All(Actors, Assert.Null);
    }

    [Fact]
    public async Task A_timer_made_inside_does_not_carry_it_on_after_it_is_closed()
    {
        var ticked = new SemaphoreSlim(0);
        await using var timer = MakeTimer();
        await TickAsync();
        await TickAsync();
        Assert.Equal([null, null], Actors); // The timer's context is the one it was made in; that scope is closed.

        Timer MakeTimer()
        {
            using var scope = log.Scope(AuditActor.User("ada"));
            return new(
                _ =>
                {
                    Record();
                    ticked.Release();
                },
                null,
                Timeout.Infinite,
                Timeout.Infinite);
        }

        async Task TickAsync()
        {
            timer.Change(0, Timeout.Infinite);
            await ticked.WaitAsync(Cancel);
        }
    }

    [Fact]
    public async Task Many_at_once_each_see_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => WorkAsync($"u{n}"), Cancel)));
        Assert.Equal(1_000, log.Recorded.Count);
        Assert.All(log.Recorded, r => Assert.Equal((r.Event.Actor.Id, r.Event.Context.SessionId), (r.Tenant, r.Tenant)));

        async Task WorkAsync(string name)
        {
            using var scope = log.Scope(
                new AuditAmbient { Actor = AuditActor.User(name), Tenant = name, Context = new() { SessionId = name } });
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                Record();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Record() => log.Record(new AuditEvent { Action = "door.opened" });

    private void RecordAnd(TaskCompletionSource done)
    {
        Record();
        done.SetResult();
    }
}
