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
        var problems = new ProblemList();
        auditEvent = Take(auditEvent, problems);
        problems.ThrowIfAny();
        return auditEvent.Category is null && CategoryOf(auditEvent) is { } category ? auditEvent with { Category = category } : auditEvent;
    }

    /// <summary>The event without its secrets; without a problem it may be recorded, in the category <see cref="CategoryOf"/> says.</summary>
    public AuditEvent Take(AuditEvent auditEvent, ProblemList problems)
    {
        EventBounds.Check(auditEvent, problems);
        if (problems.Any)
        {
            return auditEvent;
        }

        // First of all: what refuses an event may also quote it.
        auditEvent = redactor?.Redact(auditEvent) ?? auditEvent;
        EventRules.Check(auditEvent, problems);
        return auditEvent;
    }

    /// <summary>The event without its secrets, whether it may be recorded or not.</summary>
    public AuditEvent Mask(AuditEvent auditEvent) => redactor?.Redact(auditEvent) ?? auditEvent;

    /// <summary>The event's category, or the one its action has; <see langword="null"/> where neither is known.</summary>
    public string? CategoryOf(AuditEvent auditEvent) => auditEvent.Category ?? catalog.Find(auditEvent.Action)?.Category;
}
