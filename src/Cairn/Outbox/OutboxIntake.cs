using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Outbox;

/// <summary>
/// Makes events of an outbox's rows. A row may have been written by an older application, in another language, or edited: it
/// passes what every event passes, but for what is known around it. That was added where the application wrote the row; nothing
/// around the relay belongs to it.
/// </summary>
internal sealed class OutboxIntake(EventIntake intake)
{
    /// <exception cref="AuditEventException">The row is no event a log takes.</exception>
    public AuditEvent Take(OutboxRow row)
    {
        if (!Grammar.IsTenant(row.Tenant))
        {
            throw Refused(
                "tenant", $"must be a letter or digit, then letters, digits, '.', '_' or '-', at most {EventLimits.Tenant} characters");
        }

        if (row.EventId == Guid.Empty)
        {
            throw Refused("id", "the row's event_id is all zero: the event would not be known again");
        }

        var auditEvent = EventJson.Return(
            row.Event ?? throw Refused("", $"the event is larger than {EventLimits.Document} bytes (64 MiB)"));
        if (auditEvent.Id is { } id && id != row.EventId)
        {
            throw Refused("id", "differs from the row's event_id");
        }

        // Always the row's id and time, never new ones: a move that is tried again is then known for the same event.
        return intake.Take(auditEvent with { Id = row.EventId, OccurredAt = auditEvent.OccurredAt ?? row.WrittenAt });
    }

    private static AuditEventException Refused(string member, string rule) => new([new(member, rule)]);
}
