namespace Cairn.AspNetCore.Refusals;

/// <summary>One refusal: what it is the same as, and its event, made only where it is told.</summary>
/// <param name="Key">What it is the same as.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Event">Its event, with all that is known around it.</param>
internal sealed record Refusal(RefusalKey Key, string? RequestId, Func<AuditEvent> Event);
