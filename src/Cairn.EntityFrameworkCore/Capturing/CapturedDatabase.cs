using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Where EF Core sends what it saves: after every interceptor and every cascade, once for each attempt of an execution strategy, with the
/// very entries that are written. So an event tells what the statements did, and a failed attempt tells nothing.
/// </summary>
internal sealed class CapturedDatabase(
    DatabaseDependencies dependencies,
    RelationalDatabaseDependencies relationalDependencies,
    ContextCapture capture)
    : RelationalDatabase(dependencies, relationalDependencies)
{
    private readonly IUpdateAdapterFactory adapters = dependencies.UpdateAdapterFactory;

    private IRelationalConnection Connection => RelationalDependencies.Connection;

    public override int SaveChanges(IList<IUpdateEntry> entries)
    {
        if (capture.Begin(adapters.Create(), entries) is not { } save)
        {
            return base.SaveChanges(entries);
        }

        if (capture.Options.ReadOldValues)
        {
            capture.Guard(save.ReadStored); // Before a transaction of its own: a query that fails would spoil it.
        }

        if (OutboxTable.Of(capture.Context.Model) is { } outbox)
        {
            return SaveInStep(entries, save, outbox);
        }

        var saved = base.SaveChanges(entries);
        Record(save);
        return saved;
    }

    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        if (capture.Begin(adapters.Create(), entries) is not { } save)
        {
            return await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        await ReadOldAsync(save, cancellationToken).ConfigureAwait(false);
        if (OutboxTable.Of(capture.Context.Model) is { } outbox)
        {
            return await SaveInStepAsync(entries, save, outbox, cancellationToken).ConfigureAwait(false);
        }

        var saved = await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        Record(save);
        return saved;
    }

    private int SaveInStep(IList<IUpdateEntry> entries, SaveCapture save, OutboxTable outbox)
    {
        capture.LookForRelay(outbox);
        using var transaction = SaveTransaction.Begin(Connection, capture.Context);
        var saved = base.SaveChanges(entries);
        OutboxWriter.Write(outbox, Connection, OutboxEvents.Of(capture, save.Finish()));
        transaction.Complete();
        return saved;
    }

    private async Task<int> SaveInStepAsync(
        IList<IUpdateEntry> entries,
        SaveCapture save,
        OutboxTable outbox,
        CancellationToken cancellationToken)
    {
        capture.LookForRelay(outbox);
        var transaction = await SaveTransaction.BeginAsync(Connection, capture.Context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var saved = await base.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
            await OutboxWriter.WriteAsync(
                outbox, Connection, OutboxEvents.Of(capture, save.Finish()), cancellationToken).ConfigureAwait(false);
            await transaction.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return saved;
        }
    }

    private async Task ReadOldAsync(SaveCapture save, CancellationToken cancellationToken)
    {
        if (!capture.Options.ReadOldValues)
        {
            return;
        }

        try
        {
            await save.ReadStoredAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            capture.Failed(e); // They are not known then, and the event says so.
        }
    }

    private void Record(SaveCapture save)
    {
        if (capture.Log is { } log)
        {
            capture.Guard(() => EventSink.Record(capture, log, save.Finish()));
        }
        else
        {
            capture.NoLog();
        }
    }
}
