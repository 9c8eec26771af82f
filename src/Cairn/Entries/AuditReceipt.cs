namespace Cairn;

/// <summary>Where an entry is: enough to ask for its proof later.</summary>
/// <param name="Log">The log id: the last part of the origin.</param>
/// <param name="Index">The entry's place, from 0.</param>
/// <param name="Id">The event's id.</param>
/// <param name="LeafHash">RFC 6962 leaf hash of the entry, base64.</param>
public sealed record AuditReceipt(string Log, long Index, Guid Id, string LeafHash);
