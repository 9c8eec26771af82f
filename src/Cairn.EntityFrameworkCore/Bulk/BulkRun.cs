using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// One bulk change under way. Where the model has an outbox, it runs in a transaction, so that its event commits with it.
/// </summary>
internal sealed class BulkRun : IDisposable
{
    private readonly ContextCapture capture;
    private readonly BulkStatement statement;
    private readonly DbCommand command;
    private readonly OutboxTable? outbox;
    private DbTransaction? own;

    private BulkRun(ContextCapture capture, BulkStatement statement, DbCommand command, OutboxTable? outbox) =>
        (this.capture, this.statement, this.command, this.outbox) = (capture, statement, command, outbox);

    private bool NeedsOwn => outbox is not null && statement.IsTransactional && command is { Transaction: null, Connection: not null }
        && capture.Context.Database.GetEnlistedTransaction() is null && Transaction.Current is null;

    public static BulkRun Begin(ContextCapture capture, BulkStatement statement, DbCommand command)
    {
        var run = new BulkRun(capture, statement, command, OutboxTable.Of(capture.Context.Model));
        // NeedsOwn asks for the connection.
        command.Transaction = run.NeedsOwn ? run.own = command.Connection!.BeginTransaction() : command.Transaction;
        return run;
    }

    public static async ValueTask<BulkRun> BeginAsync(
        ContextCapture capture,
        BulkStatement statement,
        DbCommand command,
        CancellationToken cancellationToken)
    {
        var run = new BulkRun(capture, statement, command, OutboxTable.Of(capture.Context.Model));
        command.Transaction = run.NeedsOwn
            ? run.own = await command.Connection!.BeginTransactionAsync(cancellationToken).ConfigureAwait(false) // As above.
            : command.Transaction;
        return run;
    }

    /// <summary>One that is recorded without the outbox.</summary>
    public static BulkRun Beside(ContextCapture capture, BulkStatement statement, DbCommand command) =>
        new(capture, statement, command, null);

    public void Complete(int rows)
    {
        using (this)
        {
            if (outbox is null)
            {
                CompleteBeside(rows);
                return;
            }

            OutboxWriter.Write(outbox, Connection, Rows(rows), command.Transaction);
            own?.Commit();
        }
    }

    public async ValueTask CompleteAsync(int rows, CancellationToken cancellationToken)
    {
        using (this)
        {
            if (outbox is null)
            {
                CompleteBeside(rows);
                return;
            }

            await OutboxWriter.WriteAsync(outbox, Connection, Rows(rows), cancellationToken, command.Transaction).ConfigureAwait(false);
            await (own?.CommitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    public void CompleteBeside(int rows)
    {
        if (capture.Log is { } log)
        {
            capture.Guard(() => EventSink.Record(capture, log, [BulkCapture.Event(capture, statement, command, rows)]));
        }
        else
        {
            capture.NoLog();
        }
    }

    /// <summary>Without a commit the transaction is rolled back.</summary>
    public void Dispose()
    {
        if (own is not null)
        {
            command.Transaction = null;
            own.Dispose();
            own = null;
        }
    }

    private IRelationalConnection Connection => capture.Context.GetService<IRelationalConnection>();

    private List<CairnOutboxRow> Rows(int rows)
    {
        List<AuditEvent> events = [];
        capture.Guard(() => events.Add(BulkCapture.Event(capture, statement, command, rows)));
        return OutboxEvents.Of(capture, events);
    }
}
