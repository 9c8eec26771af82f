namespace Cairn.EntityFrameworkCore;

/// <summary>
/// An event whose transaction is under way, with whatever surrounded the save: who was acting then counts, not who is when it commits.
/// </summary>
internal sealed class PendingEvent
{
    private readonly IAuditLog log;
    private readonly AuditEvent auditEvent;
    private readonly AuditOperation? operation;
    private readonly ExecutionContext? surroundings = ExecutionContext.Capture();

    private PendingEvent(IAuditLog log, AuditEvent auditEvent, AuditOperation? operation) =>
        (this.log, this.auditEvent, this.operation) = (log, auditEvent, operation);

    /// <summary>It waits for the commit.</summary>
    public static PendingEvent Waiting(IAuditLog log, AuditEvent auditEvent) => new(log, auditEvent, null);

    /// <summary>Nobody may tell of the commit: it is in the log as unfinished, until somebody does.</summary>
    public static PendingEvent Begun(IAuditLog log, AuditEvent auditEvent) => new(log, auditEvent, log.Begin(auditEvent));

    public void Commit()
    {
        if (operation is not null)
        {
            operation.Succeed();
        }
        else if (surroundings is null)
        {
            log.Record(auditEvent);
        }
        else
        {
            // Given.
            ExecutionContext.Run(surroundings, static its => ((PendingEvent)its!).log.Record(((PendingEvent)its).auditEvent), this);
        }
    }

    public void Drop() => operation?.Fail("the transaction was rolled back", "rolled_back");
}
