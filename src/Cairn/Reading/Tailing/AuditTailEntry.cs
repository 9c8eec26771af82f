namespace Cairn;

/// <summary>A new entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Position">Goes on behind it: pass it to <see cref="IAuditReader.TailAsync"/>.</param>
public sealed record AuditTailEntry(AuditEntry Entry, string Position);
