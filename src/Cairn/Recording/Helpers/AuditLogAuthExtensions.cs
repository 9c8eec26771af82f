using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records signing in and out, passwords and sign-ups, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogAuthExtensions
{
    /// <summary>Somebody signed in.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="user">Who.</param>
    /// <param name="method">How, where there are several ways: <c>password</c>, <c>passkey</c>, <c>oidc</c>.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void LoginSucceeded(
        this IAuditLog audit, AuditActor user, string? method = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.LoginSucceeded.By(user).WithAny("method", method), null, add);

    /// <summary>
    /// Somebody tried to sign in and could not. The name that was tried is kept apart from the facts, where it can be erased: it may be a
    /// password in the wrong field.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="account">
    /// The name or address that was tried; unless <paramref name="by"/> names the actor, it is that of somebody anonymous.
    /// </param>
    /// <param name="reason">Why, in words: <c>wrong password</c>.</param>
    /// <param name="code">A short code: <c>bad_password</c>.</param>
    /// <param name="by">Who did it, where that is known.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void LoginFailed(
        this IAuditLog audit,
        string? account,
        string? reason = null,
        string? code = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.LoginFailed.By(AuditActor.Anonymous with { Name = account }).Failed(reason, code), by, add);

    /// <summary>Somebody signed out.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="user">Who; absent: who acts in the open scope.</param>
    /// <param name="reason">Why, where it was not their own wish: <c>the session expired</c>.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void LoggedOut(
        this IAuditLog audit, AuditActor? user = null, string? reason = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.LoggedOut.ByAny(user).Because(reason), null, add);

    /// <summary>A password reset was asked for.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="userId">Whose password; <see langword="null"/>: of no user that is known.</param>
    /// <param name="account">The name or address it was asked for; kept where it can be erased.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void PasswordResetRequested(
        this IAuditLog audit, string? userId, string? account = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.PasswordResetRequested.On("user", userId, account), by, add);

    /// <summary>A password was reset.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="userId">Whose password.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void PasswordResetCompleted(
        this IAuditLog audit, string userId, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.PasswordResetCompleted.On("user", userId), by, add);

    /// <summary>Somebody signed up.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="userId">The new user; also the actor, unless <paramref name="by"/> names one.</param>
    /// <param name="method">How, where there are several ways.</param>
    /// <param name="by">Who did it, where that is known.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void SignupSucceeded(
        this IAuditLog audit, string userId, string? method = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.SignupSucceeded.By(AuditActor.User(userId)).WithAny("method", method), by, add);

    /// <summary>Somebody tried to sign up and could not.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="account">
    /// The name or address that was tried; unless <paramref name="by"/> names the actor, it is that of somebody anonymous.
    /// </param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="code">A short code.</param>
    /// <param name="by">Who did it, where that is known.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void SignupFailed(
        this IAuditLog audit,
        string? account,
        string? reason = null,
        string? code = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.SignupFailed.By(AuditActor.Anonymous with { Name = account }).Failed(reason, code), by, add);

    /// <summary>An account at another provider was connected.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="provider">The provider: <c>github</c>.</param>
    /// <param name="scopes">What was granted, as the provider spells it.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void OAuthConnected(
        this IAuditLog audit, string provider, string? scopes = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.OAuthConnected.On("oauth_provider", provider).WithAny("scopes", scopes), by, add);

    /// <summary>An account at another provider was disconnected.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="provider">The provider: <c>github</c>.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void OAuthDisconnected(
        this IAuditLog audit, string provider, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.OAuthDisconnected.On("oauth_provider", provider), by, add);
}
