using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore;

/// <summary>Records events without an outbox: now where their change is committed, else when its transaction is.</summary>
internal static class EventSink
{
    public static void Record(ContextCapture capture, IAuditLog log, IReadOnlyList<AuditEvent> events)
    {
        var database = capture.Context.Database;
        if (database.CurrentTransaction is CapturedTransaction transaction)
        {
            transaction.Pending.Add(events.Select(e => capture.Settled(log, e)));
        }
        else if ((database.GetEnlistedTransaction() ?? Transaction.Current) is { } ambient)
        {
            Await(ambient, [.. events.Select(e => capture.Settled(log, e)).Select(e => PendingEvent.Waiting(e.Log, e.Event))]);
        }
        else
        {
            foreach (var auditEvent in events)
            {
                log.Record(auditEvent);
            }
        }
    }

    private static void Await(Transaction ambient, PendingEvent[] events) => ambient.TransactionCompleted += (_, end) =>
    {
        if (end.Transaction?.TransactionInformation.Status == TransactionStatus.Committed)
        {
            Array.ForEach(events, e => e.Commit());
        }
    };
}
