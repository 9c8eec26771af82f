using Cairn.Diagnostics;
using Cairn.Recording;
using Cairn.Spooling;

namespace Cairn.Draining;

/// <summary>Moves what the spool holds into the lanes. It sleeps while nothing comes, and looks after the spool twice a second.</summary>
internal sealed class SpoolMover : IAsyncDisposable
{
    private const int Page = 1_000;

    // Twice a second: what somebody does to the spool's files is noticed within one.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly Spool spool;
    private readonly SpoolReader reading;
    private readonly LogWriter writer;
    private readonly DropLedger drops;
    private readonly RecordCompletion completion;
    private readonly LossReport losses;
    private readonly HeldIntents intents;
    private readonly TimeSpan gather;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<SpoolRecord> page = new(Page);
    private readonly ITimer ticking;
    private readonly Task run;
    private long maintained; // Touched only by the loop, and after it.
    private TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SpoolMover(
        Spool spool,
        SpoolReader reading,
        LogWriter writer,
        DropLedger drops,
        RecordCompletion completion,
        LossReport losses,
        DrainTimes times)
    {
        (this.spool, this.reading, this.writer, this.drops, this.completion, this.losses) = (
            spool, reading, writer, drops, completion, losses);
        (gather, clock) = (times.Gather, times.Clock);
        maintained = clock.GetTimestamp();
        intents = new(spool, reading, completion, times.IntentHold, clock);
        spool.Grew = Wake;
        using (ExecutionContext.SuppressFlow())
        {
            // Not as a part of whatever opened the log.
            ticking = clock.CreateTimer(static drain => ((SpoolMover)drain!).Wake(), this, Tick, Tick);
            run = Task.Run(RunAsync);
        }
    }

    /// <summary>Commits what lies in the spool until the token says to give up; the rest stays there for the next start.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        Wake();
        await run.ConfigureAwait(false);
        do
        {
            Pass(isLast: true);
            await Task.Yield(); // What was told of a commit may say more.
            await writer.WhenIdleAsync(giveUp).ConfigureAwait(false);
        }
        while (!giveUp.IsCancellationRequested && (losses.IsBusy || !reading.TrySleep()));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        Wake();
        await run.ConfigureAwait(false);
        await ticking.DisposeAsync().ConfigureAwait(false);
        spool.Grew = null;
        stopping.Dispose();
    }

    private void Wake() => Volatile.Read(ref wake).TrySetResult();

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Pass(isLast: false);
            Volatile.Write(ref wake, new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (reading.TrySleep() && !stopping.IsCancellationRequested)
            {
                await wake.Task.ConfigureAwait(false);
            }

            if (gather > TimeSpan.Zero)
            {
                await GatherAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>What comes in the next moment shares the commit.</summary>
    private async Task GatherAsync()
    {
        try
        {
            await Task.Delay(gather, clock, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: nothing is gathered any more.
        }
    }

    private void Pass(bool isLast)
    {
        var began = clock.GetTimestamp();
        while (reading.Scan(page, Page) > 0)
        {
            Route();
            page.Clear();
        }

        while (reading.NextLoss() is { } loss)
        {
            losses.Add(loss);
        }

        foreach (var dropped in drops.Take())
        {
            losses.Add(dropped);
        }

        completion.Retry();
        intents.Promote(isLast, began);
        losses.Tell(isLast);
        if (clock.GetElapsedTime(maintained) >= Tick)
        {
            maintained = clock.GetTimestamp();
            reading.Maintain();
        }
    }

    private void Route()
    {
        foreach (var record in page)
        {
            if (record.Kind == SpoolKind.Intent)
            {
                intents.Hold(record);
            }
            else if (record.Kind == SpoolKind.Refused)
            {
                completion.SetAside(record, ""); // The record says why.
            }
            else
            {
                intents.See(record);
            }
        }

        writer.Add(page.Where(r => r.Kind is SpoolKind.Event or SpoolKind.Outcome), completion);
    }
}

/// <summary>How long records wait for company, how long an intent waits for its outcome, and by which clock.</summary>
internal sealed record DrainTimes(TimeSpan Gather, TimeSpan IntentHold, TimeProvider Clock);
