namespace Cairn;

/// <summary>An audit log as one tenant's code sees it.</summary>
internal sealed class TenantLog(CairnLog log, string tenant) : IAuditLog
{
    public void Record(AuditEvent auditEvent) => log.Record(tenant, auditEvent);

    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        log.RecordAsync(tenant, auditEvent, cancellationToken);

    public IAuditLog ForTenant(string other) => log.ForTenant(other);
}
