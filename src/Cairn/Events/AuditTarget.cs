namespace Cairn;

/// <summary>To what it was done. Type and id stand in the leaf, the name in a deletable disclosure.</summary>
/// <param name="Type">What kind: <c>user</c>, <c>container</c>, <c>invoice</c>, …</param>
/// <param name="Id">The application's id of it; <see langword="null"/>: none in particular.</param>
/// <param name="Name">The name people know it by.</param>
public sealed record AuditTarget(string Type, string? Id = null, string? Name = null);
