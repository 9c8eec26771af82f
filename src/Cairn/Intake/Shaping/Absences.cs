using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>What is null where it may not be, or empty where that says nothing, counts as absent. That leaves no mark.</summary>
internal sealed class Absences : TextStep
{
    private static readonly Absences Step = new();
    private static readonly AuditSubject Nobody = new(AuditActor.UnknownType);

    /// <summary>
    /// The event without nulls. Of a list without end only so many elements are taken as could ever stay; a mark says how many there were.
    /// </summary>
    public static AuditEvent Fill(AuditEvent e, Marks marks) => Step.Apply(e with
    {
        Id = e.Id == Guid.Empty ? null : e.Id,
        Actor = e.Actor ?? AuditActor.Unknown,
        Targets = Present(e.Targets, "/targets", marks),
        Duration = e.Duration < TimeSpan.Zero ? null : e.Duration,
        Outcome = e.Outcome ?? AuditOutcome.Success,
        Context = e.Context ?? AuditContext.None,
        Changes = Present(e.Changes, "/changes", marks),
        Metadata = [.. Present(e.Metadata, "/metadata", marks).Select(m => m.Key is null ? new("", m.Value) : m)],
        Personal = [.. Present(e.Personal, "/personal", marks).Select(p => p.Subject is null ? p with { Subject = Nobody } : p)],
    });

    protected override string? Text(string? text, TextKind kind, Place place) =>
        kind is TextKind.Id or TextKind.Word or TextKind.Type && string.IsNullOrEmpty(text) ? null : text;

    private static List<T> Present<T>(IReadOnlyList<T>? items, string place, Marks marks)
    {
        var count = items?.Count ?? 0;
        if (count > EventLimits.Elements)
        {
            marks.Count(place, count);
        }

        var present = new List<T>(Math.Min(count, EventLimits.Elements));
        for (var i = 0; i < Math.Min(count, EventLimits.Elements); i++)
        {
            if (items![i] is { } item) // A list that is missing has no elements.
            {
                present.Add(item);
            }
        }

        return present;
    }
}
