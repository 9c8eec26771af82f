namespace Cairn.Hosting;

/// <summary>An audit log as one tenant's code sees it.</summary>
internal sealed class TenantLog(CairnLog log, string tenant) : IAuditLog
{
    public void Record(AuditEvent auditEvent) => log.Record(tenant, auditEvent);

    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        log.RecordAsync(tenant, auditEvent, cancellationToken);

    public Task<IReadOnlyList<AuditReceipt>> RecordAllAsync(
        IReadOnlyCollection<AuditEvent> auditEvents,
        CancellationToken cancellationToken = default) =>
        log.RecordAllAsync(tenant, auditEvents, cancellationToken);

    public AuditOperation Begin(AuditEvent auditEvent) => log.Begin(tenant, auditEvent);

    public Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        log.BeginAsync(tenant, auditEvent, cancellationToken);

    public AuditScope Scope(Func<AuditAmbient?> ambient) => log.Scope(ambient);

    public IAuditLog ForTenant(string other) => log.ForTenant(other);
}
