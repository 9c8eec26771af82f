using System.Runtime.CompilerServices;

namespace Cairn.EntityFrameworkCore;

/// <summary>Makes rows of events: masked, checked, with id and time, so that the relay changes nothing.</summary>
internal static class OutboxEvents
{
    private static readonly ConditionalWeakTable<CairnOptions, EventIntake> Intakes = [];

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

    /// <exception cref="AuditEventException">The event breaks a rule.</exception>
    /// <exception cref="ArgumentException">The tenant is none.</exception>
    public static CairnOutboxRow Of(CairnOptions rules, AuditEvent auditEvent, string? tenant)
    {
        var now = rules.Clock.GetUtcNow();
        var intake = Intakes.GetValue(rules, static r => new(new ActionCatalog(r.Actions), r.Redaction));
        var taken = intake.Take(auditEvent with { Id = auditEvent.Id ?? Guid.CreateVersion7(now), OccurredAt = auditEvent.OccurredAt ?? now });
        var json = new Utf8Buffer();
        EventJson.Write(taken, json);
        return new()
        {
            Tenant = Tenants.Checked(tenant ?? LogIdentity.DefaultTenant, nameof(tenant)),
            EventId = taken.Id!.Value, // Given above.
            Event = json.ToString(),
            WrittenAt = now.UtcDateTime,
        };
    }
}
