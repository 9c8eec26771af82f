namespace Cairn;

/// <summary>An event's id is in the log with another event. Nothing was recorded; give the event an id of its own.</summary>
public sealed class AuditConflictException(Guid id, long index)
    : CairnException($"The id {id:D} is in the log at index {index} with a different event: give this event an id of its own.")
{
    /// <summary>The id.</summary>
    public Guid Id { get; } = id;

    /// <summary>Where the other event is.</summary>
    public long Index { get; } = index;
}
