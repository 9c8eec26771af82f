namespace Cairn;

/// <summary>The one row that says which relay is at work on an outbox, and until when the others leave it alone.</summary>
public sealed class CairnOutboxLease
{
    internal const int OnlyId = 1;

    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>The move under way.</summary>
    public Guid Holder { get; set; }

    /// <summary>When it counts as dead, in UTC.</summary>
    public DateTime HeldUntil { get; set; }
}
