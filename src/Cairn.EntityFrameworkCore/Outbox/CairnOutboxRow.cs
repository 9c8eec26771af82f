namespace Cairn;

/// <summary>
/// An audit event in the application's database, written in the transaction of what it tells. A relay moves it into the log.
/// </summary>
public sealed class CairnOutboxRow
{
    /// <summary>Its place; the database gives it.</summary>
    public long Position { get; set; }

    /// <summary>Whose log it is for.</summary>
    public required string Tenant { get; set; }

    /// <summary>The event's id.</summary>
    public Guid EventId { get; set; }

    /// <summary>The event as JSON (docs/spec/event.md), without its secrets.</summary>
    public required string Event { get; set; }

    /// <summary>When it was written, in UTC.</summary>
    public DateTime WrittenAt { get; set; }

    /// <summary>
    /// When the log refused it for good, in UTC; <see langword="null"/>: it waits. Set back to <see langword="null"/> it is tried again.
    /// </summary>
    public DateTime? RefusedAt { get; set; }

    /// <summary>Why, in one line.</summary>
    public string? RefusedFor { get; set; }
}
