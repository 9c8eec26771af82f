using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Bench;

/// <summary>An event as an application without Cairn would store it: one row, found by its key, time, actor, action and category.</summary>
internal sealed record PlainRow(Guid EventId, long OccurredAt, string Actor, string Action, string Category, string Outcome, byte[] Json)
{
    public static PlainRow Of(AuditEvent auditEvent) => new(
        Guid.CreateVersion7(),
        RfcTime.ToMicroseconds(DateTimeOffset.UtcNow),
        auditEvent.Actor?.Id ?? "",
        auditEvent.Action,
        auditEvent.Category ?? "other",
        "success",
        EventJson.Write(auditEvent));
}
