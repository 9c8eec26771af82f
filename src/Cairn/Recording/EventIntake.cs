namespace Cairn;

/// <summary>What every event passes before it is queued, wherever it came from: redaction, its rules, and its category.</summary>
/// <param name="catalog">The actions known.</param>
/// <param name="redaction">What is masked; the defaults when nothing is said.</param>
internal sealed class EventIntake(ActionCatalog catalog, RedactionOptions? redaction = null)
{
    private readonly Redactor? redactor = Redactor.Of(redaction ?? new());

    /// <exception cref="AuditEventException">The event breaks a rule.</exception>
    public AuditEvent Take(AuditEvent auditEvent)
    {
        // First of all: what refuses an event may also quote it.
        auditEvent = redactor?.Redact(auditEvent) ?? auditEvent;
        EventRules.Check(auditEvent);
        return auditEvent.Category is null && catalog.Find(auditEvent.Action) is { } action ? auditEvent with { Category = action.Category } : auditEvent;
    }
}
