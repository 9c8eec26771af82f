using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Cairn.EntityFrameworkCore;

/// <summary>Records events without an outbox: now where their change is committed, else when its transaction is.</summary>
internal static class EventSink
{
    public static void Record(IAuditLog log, IReadOnlyList<AuditEvent> events, DatabaseFacade database)
    {
        if (database.CurrentTransaction is CapturedTransaction transaction)
        {
            transaction.Pending.Add(log, events);
        }
        else if ((database.GetEnlistedTransaction() ?? Transaction.Current) is { } ambient)
        {
            Await(ambient, [.. events.Select(e => PendingEvent.Waiting(log, e))]);
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
