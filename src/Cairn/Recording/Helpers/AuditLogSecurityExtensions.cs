using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records refusals, violations and moderation, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogSecurityExtensions
{
    /// <summary>Something was not allowed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="attempted">What was tried: <c>member.remove</c>, <c>DELETE /members/7</c>.</param>
    /// <param name="target">On what.</param>
    /// <param name="role">The role that was not enough.</param>
    /// <param name="reason">Why it was refused, in words.</param>
    /// <param name="code">A short code: <c>403</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void PermissionDenied(
        this IAuditLog audit,
        string attempted,
        AuditTarget? target = null,
        string? role = null,
        string? reason = null,
        string? code = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.PermissionDenied.OnAny(target)
                .WithAny("attempted", attempted)
                .WithAny("role", role)
                .Denied(reason, code),
            by,
            add);

    /// <summary>A rate limit was exceeded.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="limit">Which limit: <c>sign-in</c>.</param>
    /// <param name="threshold">How many are allowed.</param>
    /// <param name="actual">How many there were.</param>
    /// <param name="period">In what time.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void RateLimitViolated(
        this IAuditLog audit,
        string limit,
        long threshold,
        long actual,
        TimeSpan period,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.RateLimitViolated.On("rate_limit", limit)
                .Denied(code: "rate_limit")
                .With("threshold", threshold)
                .With("actual", actual)
                .With("period", period),
            by,
            add);

    /// <summary>Content was flagged by moderation. The content itself stays out of the log.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">What was flagged: a conversation, a post.</param>
    /// <param name="category">For what: <c>harassment</c>.</param>
    /// <param name="score">How sure moderation is, from 0 to 1.</param>
    /// <param name="outcome">What was done: <c>blocked</c>, <c>warned</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ModerationFlagged(
        this IAuditLog audit,
        AuditTarget target,
        string category,
        double? score = null,
        string? outcome = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.ModerationFlagged.On(target)
                .WithAny("category", category)
                .WithAny("score", score)
                .WithAny("outcome", outcome),
            by,
            add);
}
