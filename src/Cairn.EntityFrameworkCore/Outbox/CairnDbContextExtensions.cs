using Cairn;
using Cairn.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Records an application's own events in its own transactions.</summary>
public static class CairnDbContextExtensions
{
    /// <summary>
    /// Records an event in the context's current transaction, through the outbox of its model: it is in the log if that commits, and
    /// nowhere if it does not. Without a transaction it is committed now.
    /// </summary>
    /// <param name="context">A context that <c>UseCairn</c> and whose model has <c>AddCairnOutbox</c>.</param>
    /// <param name="auditEvent">The event. Masked before it is written.</param>
    /// <param name="tenant">Whose log it is for; absent: <c>default</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event's id.</returns>
    /// <exception cref="AuditEventException">The event breaks a rule; the transaction is as it was.</exception>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    /// <exception cref="InvalidOperationException">The model has no outbox, or the context does not use Cairn.</exception>
    public static async Task<Guid> RecordAuditAsync(
        this DbContext context,
        AuditEvent auditEvent,
        string? tenant = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(auditEvent);
        var table = OutboxTable.Of(context.Model) ?? throw new InvalidOperationException(
            $"The model of {context.GetType().Name} has no outbox: call modelBuilder.AddCairnOutbox() in OnModelCreating.");
        var capture = context.GetService<ContextCapture>();
        var row = OutboxEvents.Of(capture.Rules, auditEvent, tenant);
        var connection = context.GetService<IRelationalConnection>();
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await OutboxWriter.WriteAsync(table, connection, [row], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }

        return row.EventId;
    }

    /// <summary>
    /// Lets statements that change rows without loading them run, where <see cref="BulkChanges.RefuseOutsideScope"/> refuses them
    /// elsewhere. Until it is disposed, each is recorded with the reason.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="reason">Why, in words.</param>
    public static IDisposable BeginBulkChanges(this DbContext context, string reason)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return context.GetService<ContextCapture>().BeginBulk(reason);
    }
}
