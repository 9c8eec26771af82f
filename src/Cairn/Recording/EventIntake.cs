namespace Cairn;

/// <summary>What every event passes before it is queued, wherever it came from: its rules, and its category.</summary>
internal sealed class EventIntake(ActionCatalog catalog)
{
    /// <exception cref="AuditEventException">The event breaks a rule.</exception>
    public AuditEvent Take(AuditEvent auditEvent)
    {
        EventRules.Check(auditEvent);
        return auditEvent.Category is null && catalog.Find(auditEvent.Action) is { } action ? auditEvent with { Category = action.Category } : auditEvent;
    }
}
