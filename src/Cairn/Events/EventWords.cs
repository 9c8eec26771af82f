namespace Cairn.Events;

/// <summary>
/// Which declared action made an event, and so which words tell it. It is no part of what happened: events that
/// differ in it alone are equal.
/// </summary>
internal readonly struct EventWords(AuditAction? action) : IEquatable<EventWords>
{
    /// <summary><see langword="null"/>: the event was made by name.</summary>
    public AuditAction? Action => action;

    public bool Equals(EventWords other) => true;

    public override bool Equals(object? obj) => obj is EventWords;

    public override int GetHashCode() => 0;

    public override string ToString() => "";
}
