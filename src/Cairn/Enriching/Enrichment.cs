using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Enriching;

/// <summary>
/// What every event takes from around it: from the scopes that are open where it is recorded, then from the enrichers in their order.
/// </summary>
internal sealed class Enrichment
{
    // The enrichment at work on this thread: an enricher that records does not enrich its own event.
    [ThreadStatic]
    private static Enrichment? atWork;

    private readonly IAuditEnricher[] enrichers;

    /// <param name="enrichers">The host's.</param>
    /// <param name="failures">Where what they throw is told.</param>
    public Enrichment(IEnumerable<IAuditEnricher> enrichers, EnrichmentFailures failures) =>
        (this.enrichers, Failures, Flow) = ([.. enrichers], failures, new(failures));

    /// <summary>The scopes.</summary>
    public AmbientFlow Flow { get; }

    public EnrichmentFailures Failures { get; }

    /// <summary>Never throws. Without a scope and an enricher it is the same event.</summary>
    /// <param name="tenant">Whose log the caller names; <see langword="null"/>: nobody's.</param>
    /// <param name="auditEvent">The event.</param>
    /// <returns>The event, and whose log it goes to.</returns>
    public (string Tenant, AuditEvent Event) Enrich(string? tenant, AuditEvent auditEvent)
    {
        // A null event is refused where events are checked.
        var isDone = auditEvent is null || atWork == this;
        return isDone ? (tenant ?? Tenants.Default, auditEvent!) : Around(tenant, auditEvent!);
    }

    private (string Tenant, AuditEvent Event) Around(string? tenant, AuditEvent auditEvent)
    {
        var before = atWork;
        atWork = this;
        try
        {
            Add(Flow.Read(), ref tenant, ref auditEvent);
            foreach (var enricher in enrichers)
            {
                Add(enricher, ref tenant, ref auditEvent);
            }
        }
        finally
        {
            atWork = before;
        }

        return (tenant ?? Tenants.Default, auditEvent);
    }

    private void Add(IAuditEnricher enricher, ref string? tenant, ref AuditEvent auditEvent)
    {
        try
        {
            Add(enricher.Enrich(auditEvent, tenant), ref tenant, ref auditEvent);
        }
        catch (Exception e)
        {
            Failures.Tell($"The audit enricher {enricher.GetType().Name}", e); // The application's code must not break its own recording.
        }
    }

    private void Add(AuditAmbient? ambient, ref string? tenant, ref AuditEvent auditEvent)
    {
        if (ambient is null)
        {
            return;
        }

        auditEvent = ambient.AddTo(auditEvent);
        if (tenant is null && ambient.Tenant is { } named && !TryTake(named, out tenant))
        {
            Failures.Tell("An audit scope or enricher", "it named a tenant that does not have the form of docs/spec/event.md");
        }
    }

    private static bool TryTake(string named, out string? tenant)
    {
        tenant = Grammar.IsTenant(named) ? named : null;
        return tenant is not null;
    }
}
