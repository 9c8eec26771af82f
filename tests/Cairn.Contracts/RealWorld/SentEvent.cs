using Cairn.Entries;

namespace Cairn.Contracts;

/// <summary>An event that was sent to a log, and how its entry is known there.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Event">The event as it was sent, not shaped.</param>
/// <param name="Id">Its id.</param>
internal sealed record SentEvent(string Name, AuditEvent Event, Guid? Id)
{
    /// <summary>The operation it ended; then its id is not known.</summary>
    public string? Operation { get; init; }

    public bool Is(Leaf leaf) => Id is { } id ? leaf.Id == id : leaf.OperationId == Operation;

    public override string ToString() => Name;
}
