using System.Threading.Channels;

namespace Cairn;

/// <summary>
/// Group commit: whoever records while a commit is under way shares the next one. One batch is sealed while the one before it is committed.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    /// <summary>Entries a transaction takes at most: beyond it an entry hardly gets cheaper, and others wait longer.</summary>
    public const int MostEntries = 1_000;

    private readonly Channel<PendingEvent> queue = Channel.CreateBounded<PendingEvent>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly Channel<SealedBatch> ready = Channel.CreateBounded<SealedBatch>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
    private readonly LogBook logs;
    private readonly ILogStore store;
    private readonly BatchSealer sealer;
    private readonly Action<LogIdentity> grew;
    private readonly Task sealing;
    private readonly Task committing;

    /// <param name="store">Where entries go.</param>
    /// <param name="logs">The log of each tenant.</param>
    /// <param name="sealer">Makes entries of events.</param>
    /// <param name="grew">Told of each log that grew.</param>
    public LogWriter(ILogStore store, LogBook logs, BatchSealer sealer, Action<LogIdentity> grew)
    {
        (this.store, this.logs, this.sealer, this.grew) = (store, logs, sealer, grew);
        sealing = Task.Run(SealAsync);
        committing = Task.Run(CommitAsync);
    }

    /// <summary>Commits an event with whatever else is under way. Waits when ten thousand events wait already.</summary>
    public async Task<AuditReceipt> AppendAsync(PendingEvent pending)
    {
        try
        {
            await queue.Writer.WriteAsync(pending, pending.Cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(CairnLog), "The audit log was closed: nothing was recorded.");
        }

        return await pending.Done.ConfigureAwait(false);
    }

    /// <summary>Commits what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await sealing.ConfigureAwait(false);
        await committing.ConfigureAwait(false);
    }

    private async Task SealAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            foreach (var (tenant, events) in Take())
            {
                await SealAsync(tenant, events).ConfigureAwait(false);
            }
        }

        ready.Writer.Complete();
    }

    private async Task SealAsync(string tenant, List<PendingEvent> events)
    {
        try
        {
            var log = await logs.OpenAsync(tenant).ConfigureAwait(false);
            await ready.Writer.WriteAsync(await sealer.SealAsync(log, events, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever waits for these events is told; the loop goes on for the others.
            new SealedBatch(null!, events, []).Fail(e);
        }
    }

    private Dictionary<string, List<PendingEvent>> Take()
    {
        var taken = new Dictionary<string, List<PendingEvent>>(StringComparer.Ordinal);
        for (var count = 0; count < MostEntries && queue.Reader.TryRead(out var pending); count++)
        {
            if (pending.Cancellation.IsCancellationRequested)
            {
                pending.Cancel();
                continue;
            }

            if (!taken.TryGetValue(pending.Tenant, out var events))
            {
                taken.Add(pending.Tenant, events = []);
            }

            events.Add(pending);
        }

        return taken;
    }

    private async Task CommitAsync()
    {
        await foreach (var batch in ready.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await CommitAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(SealedBatch batch)
    {
        try
        {
            batch.Complete(await store.AppendAsync(batch.Log, batch.Entries, CancellationToken.None).ConfigureAwait(false));
            grew(batch.Log);
        }
        catch (SubjectRaceException)
        {
            // Another process, or the batch before this one, named the same person: its pseudonym stands now.
            await CommitAgainAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            batch.Fail(e);
        }
    }

    private async Task CommitAgainAsync(SealedBatch batch)
    {
        try
        {
            await CommitAsync(await sealer.SealAsync(batch.Log, batch.Events, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            batch.Fail(e);
        }
    }
}
