using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>
/// Writes what can be read of a refused event, masked. What an application got wrong must not be lost, and must not
/// carry its secrets out either.
/// </summary>
internal sealed class RefusedJson(EventIntake intake)
{
    // What is said beside the event needs room in the same record.
    private const int Most = EventLimits.Bytes - (16 << 10);

    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <summary>
    /// The event's JSON; of one that cannot be written, its action and id; of one that cannot be read at all, an empty object.
    /// </summary>
    public byte[] Write(AuditEvent? auditEvent)
    {
        if (auditEvent is null)
        {
            return Nothing;
        }

        return Try(() => EventJson.Write(intake.Shape(auditEvent)))
            ?? Try(() => EventJson.Write(intake.Shape(Head(auditEvent))))
            ?? Nothing;
    }

    private static AuditEvent Head(AuditEvent e) => new() { Action = e.Action ?? "", Id = e.Id, OccurredAt = e.OccurredAt };

    private static byte[]? Try(Func<byte[]> write)
    {
        try
        {
            return write() is { Length: <= Most } json ? json : null;
        }
        catch (Exception)
        {
            return null; // A list that throws, a member that is null: the caller writes less.
        }
    }
}
