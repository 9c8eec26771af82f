using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records what administrators do, and reading the audit log, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogAdminExtensions
{
    /// <summary>A user's role was changed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="userId">Whose role.</param>
    /// <param name="before">The role before; <see langword="null"/>: none.</param>
    /// <param name="after">The role after; <see langword="null"/>: none.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void RoleChanged(
        this IAuditLog audit,
        string userId,
        string? before,
        string? after,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.RoleChanged.On("user", userId)
                .Change("role", AuditLogHelpers.Side(before), AuditLogHelpers.Side(after))
                .Because(reason),
            by,
            add);

    /// <summary>A user was put on or taken off the whitelist.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="userId">Whose place on it.</param>
    /// <param name="before">Whether the user was on it.</param>
    /// <param name="after">Whether the user is on it now.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void WhitelistChanged(
        this IAuditLog audit,
        string userId,
        bool before,
        bool after,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.WhitelistChanged.On("user", userId).Change("whitelisted", before, after).Because(reason), by, add);

    /// <summary>An administrator did something that has no action of its own.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="what">What, in a few words.</param>
    /// <param name="target">On what.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void AdminActed(
        this IAuditLog audit,
        string what,
        AuditTarget? target = null,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put((StandardActions.AdminActed.OnAny(target) with { Description = what }).Because(reason), by, add);

    /// <summary>Somebody read the audit log.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="count">How many entries were shown.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void AuditLogViewed(
        this IAuditLog audit, string? query = null, long? count = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.AuditLogViewed.Event().WithAny("query", query).WithAny("count", count), by, add);

    /// <summary>Somebody exported the audit log.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="format">In what format: <c>csv</c>.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="count">How many entries were exported.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void AuditLogExported(
        this IAuditLog audit,
        string format,
        string? query = null,
        long? count = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(
            StandardActions.AuditLogExported.Event()
                .WithAny("format", format)
                .WithAny("query", query)
                .WithAny("count", count),
            by,
            add);

    /// <summary>Somebody asked for usage figures.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose usage: a user, a workspace.</param>
    /// <param name="period">Of what time: <c>2026-11</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void UsageQueried(
        this IAuditLog audit, AuditTarget target, string? period = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.UsageQueried.On(target).WithAny("period", period), by, add);
}
