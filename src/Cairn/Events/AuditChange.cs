namespace Cairn;

/// <summary>One value before and after. An absent side did not exist: created, or deleted.</summary>
/// <param name="Path">JSON Pointer (RFC 6901) to what changed; empty: the whole value.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value after.</param>
public sealed record AuditChange(string Path, AuditValue? Before, AuditValue? After);

/// <summary>A part of an event that is about a person other than the defaults say.</summary>
/// <param name="Path">JSON Pointer into the event's JSON: <c>/metadata/sponsor</c>.</param>
/// <param name="Subject">The person it is about.</param>
public sealed record PersonalData(string Path, AuditSubject Subject);
