using static Cairn.AuditCategories;

namespace Cairn;

/// <summary>The actions that the capture of requests records, beside the <see cref="StandardActions"/>.</summary>
public static class HttpActions
{
    /// <summary>
    /// A request brought a token, or another credential, that was refused. The code says why: <c>expired</c>, <c>audience</c>,
    /// <c>issuer</c>, <c>signature</c>, <c>invalid</c>.
    /// </summary>
    public static AuditAction TokenRefused { get; } =
        new("token.refused", Auth, "a credential of {actor} was refused for {target}: {code}");

    /// <summary>A request failed with an exception that its code did not handle.</summary>
    public static AuditAction RequestFailed { get; } = new("request.failed", Operations, "a request of {actor} to {target} failed");

    /// <summary>An account was locked after failed attempts to sign in, or by somebody.</summary>
    public static AuditAction LockedOut { get; } = new("account.locked", Auth, "{target} was locked");

    /// <summary>An account's lock was lifted.</summary>
    public static AuditAction Unlocked { get; } = new("account.unlocked", Auth, "{actor} unlocked {target}");

    /// <summary>The second factor of a sign-in was turned on or off.</summary>
    public static AuditAction TwoFactorChanged { get; } =
        new("two_factor.changed", Auth, "{actor} changed the two-factor sign-in of {target} from {before} to {after}");

    /// <summary>An account's e-mail address was confirmed by its owner.</summary>
    public static AuditAction EmailConfirmed { get; } = new("email.confirmed", Auth, "{target} confirmed the e-mail address");

    /// <summary>A password was changed by whoever knew it.</summary>
    public static AuditAction PasswordChanged { get; } = new("password.changed", Auth, "{actor} changed the password of {target}");

    /// <summary>An account's claims were changed.</summary>
    public static AuditAction ClaimsChanged { get; } =
        new("user.claims_changed", Admin, "{actor} changed the claims of {target}: {path} from {before} to {after}");

    /// <summary>An account was deleted.</summary>
    public static AuditAction AccountDeleted { get; } = new("account.deleted", Admin, "{actor} deleted {target}");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AuditAction> All { get; } =
        [
            TokenRefused, RequestFailed, LockedOut, Unlocked, TwoFactorChanged, EmailConfirmed, PasswordChanged, ClaimsChanged,
            AccountDeleted
        ];
}
