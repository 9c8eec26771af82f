namespace Cairn;

/// <summary>Records several events in one call.</summary>
public static class AuditLogRecordExtensions
{
    /// <inheritdoc cref="IAuditLog.RecordAllAsync"/>
    public static Task<IReadOnlyList<AuditReceipt>> RecordAsync(
        this IAuditLog audit, IReadOnlyCollection<AuditEvent> auditEvents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return audit.RecordAllAsync(auditEvents, cancellationToken);
    }
}
