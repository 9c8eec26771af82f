namespace Cairn.Events;

/// <summary>What an event gets on recording where it does not say it itself.</summary>
internal readonly record struct EventStamp(Guid? Id, DateTimeOffset? OccurredAt, string? Category)
{
    public static EventStamp Of(AuditEvent e) => new(e.Id, e.OccurredAt, e.Category);
}
