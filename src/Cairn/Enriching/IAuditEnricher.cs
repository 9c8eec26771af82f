namespace Cairn;

/// <summary>
/// Adds to every event what is known around it when it is recorded: the tenant of the deployment, the request, the person signed in. Give
/// it to <see cref="CairnOptions.Enrichers"/>, or register it as a service. It runs on the recording thread before anything is masked, so
/// it must be quick and safe to call from any thread. One that throws is logged and counted, and the event goes on without it.
/// </summary>
public interface IAuditEnricher
{
    /// <summary>What is known around an event. It only fills in: what the event, an open scope or an earlier enricher says stays.</summary>
    /// <param name="auditEvent">The event, with what scopes and earlier enrichers added.</param>
    /// <param name="tenant">Whose log it goes to, as far as the caller, a scope or an earlier enricher says so.</param>
    /// <returns>What to fill in; <see langword="null"/>: nothing.</returns>
    AuditAmbient? Enrich(AuditEvent auditEvent, string? tenant);
}
