using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>
/// Takes events without waiting and commits them in the background, in the order they came. Holds them in memory:
/// what is not committed when the process dies is lost, which is what the spool will change behind the same two methods.
/// </summary>
internal sealed partial class BackgroundBatcher : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<PendingEvent> queue;
    private readonly LogWriter writer;
    private readonly EventIntake intake;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource closing = new();
    private readonly Task run;
    private long dropped;

    public BackgroundBatcher(LogWriter writer, EventIntake intake, CairnOptions options, ILogger logger)
    {
        (this.writer, this.intake, clock, this.logger) = (writer, intake, options.Clock, logger);
        queue = Channel.CreateBounded<PendingEvent>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        run = Task.Run(RunAsync);
    }

    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Never throws, never blocks.</summary>
    public void Record(string tenant, AuditEvent auditEvent)
    {
        try
        {
            // Id and time are those of this call, not of the commit: a commit that is tried again is then known for the same event.
            var now = clock.GetUtcNow();
            var stamped = intake.Take(auditEvent) with { Id = auditEvent.Id ?? Guid.CreateVersion7(now), OccurredAt = auditEvent.OccurredAt ?? now };
            if (!queue.Writer.TryWrite(new PendingEvent(tenant, stamped)))
            {
                Drop(closing.IsCancellationRequested ? "the audit log is closed" : "as many events wait as CairnOptions.QueueCapacity allows", null);
            }
        }
        catch (Exception e)
        {
            // Whatever is wrong with an event or its values: the application goes on.
            Drop("it was refused", e);
        }
    }

    /// <summary>Commits what waits; while the store is away, for one more try.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        queue.Writer.TryComplete();
        await run.ConfigureAwait(false);
        closing.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingEvent>(LogWriter.MostEntries);
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < LogWriter.MostEntries && queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            await CommitAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<PendingEvent> batch)
    {
        IReadOnlyList<PendingEvent> left = batch;
        for (var pause = FirstPause; left.Count > 0; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            left = await TryAsync(left).ConfigureAwait(false);
            if (left.Count > 0 && !await WaitAsync(pause).ConfigureAwait(false))
            {
                foreach (var _ in await TryAsync(left).ConfigureAwait(false))
                {
                    Drop("the store was away when the audit log was closed", null);
                }

                return;
            }
        }
    }

    /// <summary>Commits what can be; returns what is worth another try, in order.</summary>
    private async Task<IReadOnlyList<PendingEvent>> TryAsync(IReadOnlyList<PendingEvent> events)
    {
        var attempts = events.Select(e => (Event: e, Attempt: writer.AppendAsync(new PendingEvent(e.Tenant, e.Event)))).ToList();
        var left = new List<PendingEvent>();
        foreach (var (pending, attempt) in attempts)
        {
            try
            {
                await attempt.ConfigureAwait(false);
            }
            catch (Exception e) when (e is AuditConflictException or AuditEventException or CairnSigningException)
            {
                Drop("it was refused", e);
            }
            catch (Exception e)
            {
                // The store is away, busy or full: that may pass.
                Delayed(e.Message);
                left.Add(pending);
            }
        }

        return left;
    }

    private async Task<bool> WaitAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, clock, closing.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Drop(string why, Exception? exception)
    {
        Interlocked.Increment(ref dropped);
        Dropping(why, exception);
    }

    [LoggerMessage(10, LogLevel.Error, "An audit event was dropped: {Why}")]
    private partial void Dropping(string why, Exception? exception);

    [LoggerMessage(11, LogLevel.Warning, "Audit events wait, the store does not take them: {Reason}")]
    private partial void Delayed(string reason);
}
