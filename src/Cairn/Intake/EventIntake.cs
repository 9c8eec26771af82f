using Cairn.Events;
using Cairn.Intake.Shaping;
using Cairn.Redaction;

namespace Cairn.Intake;

/// <summary>What every event passes before it is queued, wherever it came from: shaping, redaction, the rules, and its category.</summary>
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

    /// <summary>The event in the shape the log keeps, without its secrets; without a problem it may be recorded, in the category <see cref="CategoryOf"/> says.</summary>
    public AuditEvent Take(AuditEvent auditEvent, ProblemList problems)
    {
        auditEvent = Shape(FoundingNames.Resolve(auditEvent, catalog));

        // Last: what refuses an event may also be told.
        EventRules.Check(auditEvent, problems);
        return auditEvent;
    }

    /// <summary>The event's category, or the one its action has; <see langword="null"/> where neither is known.</summary>
    public string? CategoryOf(AuditEvent auditEvent) => auditEvent.Category ?? catalog.Find(auditEvent.Action)?.Category;

    /// <summary>The event in the shape the log keeps, without its secrets, whether it may be recorded or not.</summary>
    public AuditEvent Shape(AuditEvent auditEvent)
    {
        if (PlainEvent.Is(auditEvent))
        {
            var masked = Masked(auditEvent);
            return ReferenceEquals(masked, auditEvent) || PlainEvent.Is(masked) ? masked : Shaper.Of(auditEvent).Finish(masked);
        }

        // With its category, for that counts for its size.
        var shaper = Shaper.Of(auditEvent.Category is null && auditEvent.Action is not null ? auditEvent with { Category = CategoryOf(auditEvent) } : auditEvent);
        return shaper.Finish(Masked(shaper.Event));
    }

    private AuditEvent Masked(AuditEvent auditEvent) => redactor?.Redact(auditEvent) ?? auditEvent;
}
