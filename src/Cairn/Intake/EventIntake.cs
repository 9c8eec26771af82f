using Cairn.Enriching;
using Cairn.Events;
using Cairn.Intake.Shaping;
using Cairn.Redaction;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Intake;

/// <summary>
/// What every event passes before it is queued, wherever it came from: what is known around it, shaping, redaction, the rules, and its
/// category. A host has one, and all its doors share it (<see cref="CairnOptions.Intake"/>).
/// </summary>
internal sealed class EventIntake
{
    private readonly Redactor? redactor;

    /// <param name="catalog">The actions known.</param>
    /// <param name="redaction">What is masked; the defaults when nothing is said.</param>
    /// <param name="enrichment">What is known around events; nothing when nothing is said.</param>
    public EventIntake(ActionCatalog catalog, RedactionOptions? redaction = null, Enrichment? enrichment = null)
    {
        (Catalog, redactor) = (catalog, Redactor.Of(redaction ?? new()));
        Enrichment = enrichment ?? new([], new(() => NullLogger.Instance, TimeProvider.System));
    }

    /// <summary>The actions known.</summary>
    public ActionCatalog Catalog { get; }

    /// <summary>What is known around events.</summary>
    public Enrichment Enrichment { get; }

    /// <summary>
    /// The event with what is known around it where it is recorded: done first, on the caller's thread, by every door of the
    /// application's. Never throws.
    /// </summary>
    /// <param name="tenant">Whose log the caller names; <see langword="null"/>: nobody's.</param>
    /// <param name="auditEvent">The event.</param>
    /// <returns>The event, and whose log it goes to.</returns>
    public (string Tenant, AuditEvent Event) Enrich(string? tenant, AuditEvent auditEvent) => Enrichment.Enrich(tenant, auditEvent);

    /// <exception cref="AuditEventException">The event breaks a rule.</exception>
    public AuditEvent Take(AuditEvent auditEvent)
    {
        var problems = new ProblemList();
        auditEvent = Take(auditEvent, problems);
        problems.ThrowIfAny();
        return auditEvent.Category is null && CategoryOf(auditEvent) is { } category ? auditEvent with { Category = category } : auditEvent;
    }

    /// <summary>Several events, or none of them.</summary>
    /// <exception cref="AuditEventException">One breaks a rule; the problems of all are named.</exception>
    public IReadOnlyList<AuditEvent> Take(IReadOnlyList<AuditEvent> auditEvents)
    {
        var (taken, all) = (new List<AuditEvent>(auditEvents.Count), new ProblemList());
        for (var i = 0; i < auditEvents.Count; i++)
        {
            try
            {
                taken.Add(Take(auditEvents[i]));
            }
            catch (AuditEventException e)
            {
                foreach (var problem in e.Problems)
                {
                    all.Add($"[{i}]{(problem.Member.Length == 0 ? "" : ".")}{problem.Member}", problem.Rule);
                }
            }
        }

        all.ThrowIfAny();
        return taken;
    }

    /// <summary>
    /// The event in the shape the log keeps, without its secrets; without a problem it may be recorded, in the category
    /// <see cref="CategoryOf"/> says.
    /// </summary>
    public AuditEvent Take(AuditEvent auditEvent, ProblemList problems)
    {
        auditEvent = Shape(FoundingNames.Resolve(auditEvent));

        // Last: what refuses an event may also be told.
        EventRules.Check(auditEvent, problems);
        return auditEvent;
    }

    /// <summary>The event's category, or the one its action has; <see langword="null"/> where neither is known.</summary>
    public string? CategoryOf(AuditEvent auditEvent) => auditEvent.Category ?? Catalog.Find(auditEvent.Action)?.Category;

    /// <summary>The event in the shape the log keeps, without its secrets, whether it may be recorded or not.</summary>
    public AuditEvent Shape(AuditEvent auditEvent)
    {
        if (PlainEvent.Is(auditEvent))
        {
            var masked = Masked(auditEvent);
            return ReferenceEquals(masked, auditEvent) || PlainEvent.Is(masked) ? masked : Shaper.Of(auditEvent).Finish(masked);
        }

        // With its category, for that counts for its size.
        var shaper = Shaper.Of(auditEvent.Category is null && auditEvent.Action is not null
            ? auditEvent with { Category = CategoryOf(auditEvent) }
            : auditEvent);
        return shaper.Finish(Masked(shaper.Event));
    }

    private AuditEvent Masked(AuditEvent auditEvent) => redactor?.Redact(auditEvent) ?? auditEvent;
}
