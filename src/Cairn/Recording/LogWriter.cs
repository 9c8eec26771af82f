using Cairn.Primitives;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Recording;

/// <summary>
/// Group commit: whoever records while a commit is under way shares the next one. Each tenant with work has a lane, the lanes take turns by
/// batch, and as many run as the store gains from; a lane that failed waits apart. Nothing runs while nothing waits.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    // How long a store may take to let go of an append that was cancelled.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly BatchCommit commit;
    private readonly Backoff backoff;
    private readonly TimeProvider clock;
    private readonly int mostWorkers;
    private readonly CancellationTokenSource givingUp = new();
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();

    // All guarded by the gate.
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> ready = new();
    private readonly LaneTroubles troubles;
    private TaskCompletionSource? idle;
    private int workers;
    private bool isClosing;
    private bool isOver;

    /// <param name="commit">Takes a batch into its log.</param>
    /// <param name="concurrentAppends">How many appends the store gains from.</param>
    /// <param name="backoff">How long a lane waits after a failure.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="logger">Is told of failures.</param>
    public LogWriter(BatchCommit commit, int concurrentAppends, Backoff backoff, TimeProvider clock, ILogger logger)
    {
        (this.commit, this.backoff, this.clock, troubles) = (commit, backoff, clock, new(clock, logger));
        mostWorkers = 2 * concurrentAppends; // One seals while another appends.
    }

    /// <summary>Adds an event somebody waits for, or one of Cairn's own. Returns at once.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Add(string tenant, PendingEvent pending)
    {
        lock (gate)
        {
            ThrowIfClosed();
            var lane = LaneOf(tenant);
            lane.Add(pending);
            if (lane is { IsPausing: true, UnderWay: 0 } && LaneFailure.NeedsMending(lane.Failure))
            {
                lane.Resume(); // Whoever waits for this event is told at once, or somebody has mended it.
            }

            Wake(lane);
        }
    }

    /// <summary>Adds events that lie in the spool, one tenant's in the order given.</summary>
    /// <param name="records">The events.</param>
    /// <param name="source">Where their bytes are read.</param>
    public void Add(IEnumerable<SpoolRecord> records, ISpooledEvents source)
    {
        lock (gate)
        {
            if (!isOver)
            {
                foreach (var record in records)
                {
                    var lane = LaneOf(record.Tenant);
                    lane.Add(new SpooledItem(record, source));
                    Wake(lane); // It is taken once the gate is free, with what comes below.
                }
            }
        }
    }

    /// <summary>Whether a batch is under way, or about to be. While none is, only new events and the clock make anything happen.</summary>
    public bool IsAtWork
    {
        get
        {
            lock (gate)
            {
                return workers > 0;
            }
        }
    }

    /// <summary>The tenants whose last attempt failed, since when, and of what.</summary>
    public IReadOnlyList<LaneTrouble> Troubles()
    {
        lock (gate)
        {
            return troubles.All();
        }
    }

    /// <summary>The tenant whose batch has been under way for the longest time, and how long; none where nothing is.</summary>
    public (string Tenant, TimeSpan Age)? Oldest()
    {
        lock (gate)
        {
            return lanes.Values.Where(l => l.UnderWay > 0).MinBy(l => l.Since) is { } lane
                ? (lane.Tenant, clock.GetElapsedTime(lane.Since))
                : null;
        }
    }

    /// <summary>Waits until nothing waits and nothing is under way, or until the token says to give up.</summary>
    public async Task WhenIdleAsync(CancellationToken giveUp)
    {
        Task waited;
        lock (gate)
        {
            if (lanes.Count == 0)
            {
                return;
            }

            idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            waited = idle.Task;
        }

        await Task.WhenAny(waited, Task.Delay(Timeout.InfiniteTimeSpan, clock, giveUp)).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits until every event is committed or refused, or until the token says to give up: what waits then is told, and what is
    /// in the spool stays there.
    /// </summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        lock (gate)
        {
            isClosing = true;
            FinishIfIdle();
        }

        var token = giveUp.UnsafeRegister(static writer => ((LogWriter)writer!).GiveUp(), this);
        await using (token.ConfigureAwait(false))
        {
            await finished.Task.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await StopAsync(now.Token).ConfigureAwait(false);
        troubles.Flush();
        givingUp.Dispose();
    }

    private void ThrowIfClosed()
    {
        if (isClosing)
        {
            throw new ObjectDisposedException(nameof(IAuditLog), "The audit log was closed: nothing was recorded.");
        }
    }

    private Lane LaneOf(string tenant)
    {
        if (!lanes.TryGetValue(tenant, out var lane))
        {
            lanes.Add(tenant, lane = new(tenant));
        }

        return lane;
    }

    private void Wake(Lane lane)
    {
        if (isOver || !lane.WantsTurn)
        {
            return;
        }

        lane.IsReady = true;
        ready.Enqueue(lane);
        if (workers < mostWorkers)
        {
            workers++;
            // Without the caller's execution context: its activity and locals are not those of other people's events.
            ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.WorkAsync(), this, preferLocal: false);
        }
    }

    private async Task WorkAsync()
    {
        PendingEvent? lone = null;
        while (Next() is { } batch)
        {
            lone?.Tell(here: false);
            lone = batch.MaySettle.IsCompleted ? batch.Lone : null;
            lone?.HoldAnswer();
            var failure = await RunAsync(batch).ConfigureAwait(false);
            await batch.MaySettle.ConfigureAwait(false); // What is given back stands behind what the batch before it gives back.
            if (lone is null)
            {
                // Behind those who were told. Callers who record again at once share the next batch then; else the first of them has one
                // for itself, and all others wait for it.
                await Task.Yield();
            }

            Settle(batch, failure);
        }

        lone?.Tell(here: true); // Nothing is left to do: who waited for it goes on without a change of threads.
    }

    private LaneBatch? Next()
    {
        lock (gate)
        {
            if (!ready.TryDequeue(out var lane))
            {
                workers--;
                return null;
            }

            lane.IsReady = false;
            var batch = lane.Take(clock.GetTimestamp());
            Wake(lane);
            return batch;
        }
    }

    private async Task<LaneFailure?> RunAsync(LaneBatch batch)
    {
        try
        {
            return await commit.RunAsync(batch, givingUp.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing may end a worker. It did not come to an append: that takes its events back itself.
            batch.Events.ForEach(p => p.TakeBack(e, mayBeThere: false));
            return LaneFailure.Of(e, batch.Events);
        }
    }

    private void Settle(LaneBatch batch, LaneFailure? failure)
    {
        var lane = batch.Lane;
        lock (gate)
        {
            var failures = lane.Failures;
            lane.Settle(failure, clock.GetTimestamp());
            if (!isOver)
            {
                troubles.See(lane, failures, failure?.Why);
            }

            if (isOver)
            {
                lane.Clear().ForEach(p => p.Close());
            }
            else if (lane is { IsPausing: true, UnderWay: 0 })
            {
                _ = PauseAsync(lane, lane.Pause, backoff.After(lane.Failures));
            }

            Wake(lane);
            if (lane.IsEmpty)
            {
                lanes.Remove(lane.Tenant);
            }

            FinishIfIdle();
        }

        batch.Settle(failure is null); // What was given back stands in its place: the batch after it may settle.
    }

    private async Task PauseAsync(Lane lane, int pause, TimeSpan time)
    {
        try
        {
            await Task.Delay(time, clock, givingUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return; // Given up.
        }

        lock (gate)
        {
            if (lane.Pause == pause)
            {
                lane.Resume();
                Wake(lane);
            }
        }
    }

    private void GiveUp()
    {
        lock (gate)
        {
            isOver = true;
            ready.Clear();
            foreach (var lane in lanes.Values.ToList())
            {
                lane.Clear().ForEach(p => p.Close());
                lane.IsReady = false;
                if (lane.IsEmpty)
                {
                    lanes.Remove(lane.Tenant);
                }
            }

            FinishIfIdle();
        }

        givingUp.Cancel();
        _ = LetGoAsync();
    }

    // A store that hangs in spite of the cancelled token must not keep the host from stopping.
    private async Task LetGoAsync()
    {
        await Task.Delay(Grace, clock).ConfigureAwait(false);
        finished.TrySetResult();
    }

    private void FinishIfIdle()
    {
        if (lanes.Count > 0)
        {
            return;
        }

        idle?.TrySetResult();
        idle = null;
        if (isClosing)
        {
            finished.TrySetResult();
        }
    }
}
