using Cairn.Events;

namespace Cairn;

/// <summary>Opens scopes whose values are known beforehand.</summary>
public static class AuditLogScopeExtensions
{
    /// <summary>
    /// Events recorded inside say this, where they say nothing themselves: <c>using (audit.Scope(actor: AuditActor.Service("billing")) { …
    /// }</c>. Scopes nest; an inner one wins. A scope opened in an async method ends with that method, so open it where the work is done.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="tenant">Whose log events go to that are recorded without <see cref="IAuditLog.ForTenant"/>.</param>
    /// <param name="operation">The id of the operation it is part of, such as <see cref="AuditOperation.Id"/>.</param>
    /// <param name="onBehalfOf">For whom the actor acts.</param>
    /// <param name="source">The application or service that reports.</param>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    public static AuditScope Scope(
        this IAuditLog audit,
        AuditActor? actor = null,
        string? tenant = null,
        string? operation = null,
        AuditSubject? onBehalfOf = null,
        string? source = null) =>
        audit.Scope(new AuditAmbient
        {
            Actor = actor,
            Tenant = tenant,
            OnBehalfOf = onBehalfOf,
            Context = new() { OperationId = operation, Source = source },
        });

    /// <summary>The same, with everything a scope can say.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="ambient">What events recorded inside say.</param>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    public static AuditScope Scope(this IAuditLog audit, AuditAmbient ambient)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(ambient);
        _ = ambient.Tenant is null ? null : Tenants.Checked(ambient.Tenant, nameof(ambient));
        return audit.Scope(() => ambient);
    }
}
