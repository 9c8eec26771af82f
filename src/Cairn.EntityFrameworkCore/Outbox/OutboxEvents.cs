using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Makes rows of events: with what is known around them now, masked, checked, with id and time, so that the relay changes nothing.
/// </summary>
internal static class OutboxEvents
{
    /// <summary>The rows. An event that cannot be one is counted and left out: the save goes on.</summary>
    public static List<CairnOutboxRow> Of(ContextCapture capture, List<AuditEvent> events)
    {
        var rows = new List<CairnOutboxRow>(events.Count);
        foreach (var auditEvent in events)
        {
            try
            {
                rows.Add(Of(capture.Rules, auditEvent, null));
            }
            catch (Exception e)
            {
                capture.Failed(e);
            }
        }

        return rows;
    }

    /// <param name="rules">The application's.</param>
    /// <param name="auditEvent">The event.</param>
    /// <param name="tenant">Whose log it is for; <see langword="null"/>: what is around says so.</param>
    /// <exception cref="AuditEventException">The event breaks a rule.</exception>
    public static CairnOutboxRow Of(CairnOptions rules, AuditEvent auditEvent, string? tenant)
    {
        var now = rules.Clock.GetUtcNow();
        (var log, auditEvent) = rules.Intake.Enrich(tenant, auditEvent);

        // Before it is shaped: the row, with id and time, is what must be small enough.
        var taken = rules.Intake.Take(
            auditEvent with { Id = auditEvent.Id ?? Guid.CreateVersion7(now), OccurredAt = auditEvent.OccurredAt ?? now });
        var json = new Utf8Buffer();
        EventJson.Write(taken, json);
        // The id is given above.
        return new() { Tenant = log, EventId = taken.Id!.Value, Event = json.ToString(), WrittenAt = now.UtcDateTime };
    }
}
