using static Cairn.AuditCategories;

namespace Cairn;

/// <summary>The actions most applications share. An application declares its own beside them, in one line each.</summary>
public static class StandardActions
{
    /// <summary>Somebody signed in.</summary>
    public static AuditAction LoginSucceeded { get; } = new("login.succeeded", Auth, "{actor} signed in");

    /// <summary>Somebody tried to sign in and could not.</summary>
    public static AuditAction LoginFailed { get; } = new("login.failed", Auth, "{actor} failed to sign in");

    /// <summary>Somebody signed out.</summary>
    public static AuditAction LoggedOut { get; } = new("session.ended", Auth, "{actor} signed out");

    /// <summary>A password reset was asked for.</summary>
    public static AuditAction PasswordResetRequested { get; } =
        new("password_reset.requested", Auth, "{actor} asked to reset the password of {target}");

    /// <summary>A password was reset.</summary>
    public static AuditAction PasswordResetCompleted { get; } =
        new("password_reset.completed", Auth, "{actor} reset the password of {target}");

    /// <summary>Somebody signed up.</summary>
    public static AuditAction SignupSucceeded { get; } = new("signup.succeeded", Auth, "{actor} signed up");

    /// <summary>Somebody tried to sign up and could not.</summary>
    public static AuditAction SignupFailed { get; } = new("signup.failed", Auth, "{actor} failed to sign up");

    /// <summary>An account at another provider was connected.</summary>
    public static AuditAction OAuthConnected { get; } = new("oauth.connected", Auth, "{actor} connected {target}");

    /// <summary>An account at another provider was disconnected.</summary>
    public static AuditAction OAuthDisconnected { get; } = new("oauth.disconnected", Auth, "{actor} disconnected {target}");

    /// <summary>Something was not allowed.</summary>
    public static AuditAction PermissionDenied { get; } = new("permission.denied", Security, "{actor} was refused access to {target}");

    /// <summary>A rate limit was exceeded.</summary>
    public static AuditAction RateLimitViolated { get; } = new("rate_limit.violated", Security, "{actor} exceeded a rate limit");

    /// <summary>Content was flagged by moderation.</summary>
    public static AuditAction ModerationFlagged { get; } = new("moderation.flagged", Security, "moderation flagged {target}");

    /// <summary>A user's role was changed.</summary>
    public static AuditAction RoleChanged { get; } =
        new("user.role_changed", Admin, "{actor} changed {target}'s role from {before} to {after}");

    /// <summary>A user was put on or taken off the whitelist.</summary>
    public static AuditAction WhitelistChanged { get; } =
        new("whitelist.changed", Admin, "{actor} changed {target}'s place on the whitelist from {before} to {after}");

    /// <summary>An administrator did something that has no action of its own.</summary>
    public static AuditAction AdminActed { get; } = new("admin.acted", Admin, "{actor} acted as an administrator on {target}");

    /// <summary>Somebody read the audit log.</summary>
    public static AuditAction AuditLogViewed { get; } = new("audit_log.viewed", Admin, "{actor} viewed the audit log");

    /// <summary>Somebody exported the audit log.</summary>
    public static AuditAction AuditLogExported { get; } = new("audit_log.exported", Admin, "{actor} exported the audit log");

    /// <summary>Somebody asked for usage figures.</summary>
    public static AuditAction UsageQueried { get; } = new("usage.queried", Admin, "{actor} asked for the usage of {target}");

    /// <summary>A setting of a user or workspace was changed.</summary>
    public static AuditAction SettingsChanged { get; } =
        new("settings.changed", Config, "{actor} changed the settings of {target}: {path} from {before} to {after}");

    /// <summary>The application's configuration was changed.</summary>
    public static AuditAction ConfigChanged { get; } = new("config.changed", Config, "{actor} changed {path} from {before} to {after}");

    /// <summary>Something was created.</summary>
    public static AuditAction RecordCreated { get; } = new("record.created", Data, "{actor} created {target}");

    /// <summary>Something was changed.</summary>
    public static AuditAction RecordUpdated { get; } =
        new("record.updated", Data, "{actor} changed {target}: {path} from {before} to {after}");

    /// <summary>Something was deleted.</summary>
    public static AuditAction RecordDeleted { get; } = new("record.deleted", Data, "{actor} deleted {target}");

    /// <summary>An export of data was asked for.</summary>
    public static AuditAction DataExportRequested { get; } = new("data_export.requested", Data, "{actor} asked for an export of {target}");

    /// <summary>An export of data was delivered.</summary>
    public static AuditAction DataExportCompleted { get; } = new("data_export.completed", Data, "{actor} received the export of {target}");

    /// <summary>Somebody asked for data to be deleted.</summary>
    public static AuditAction DataDeletionRequested { get; } =
        new("data_deletion.requested", Data, "{actor} asked for the deletion of {target}");

    /// <summary>Data was deleted as asked for.</summary>
    public static AuditAction DataDeletionCompleted { get; } =
        new("data_deletion.completed", Data, "{actor} completed the deletion of {target}");

    /// <summary>A conversation was reset.</summary>
    public static AuditAction ConversationReset { get; } = new("conversation.reset", Data, "{actor} reset the conversation of {target}");

    /// <summary>A subscription began.</summary>
    public static AuditAction SubscriptionCreated { get; } = new("subscription.created", Billing, "{actor} subscribed to {target}");

    /// <summary>A subscription was cancelled.</summary>
    public static AuditAction SubscriptionCancelled { get; } = new("subscription.cancelled", Billing, "{actor} cancelled {target}");

    /// <summary>A payment changed its state.</summary>
    public static AuditAction PaymentUpdated { get; } =
        new("payment.updated", Billing, "{actor} changed {target} from {before} to {after}");

    /// <summary>A container was started.</summary>
    public static AuditAction ContainerStarted { get; } = new("container.started", Operations, "{actor} started {target}");

    /// <summary>A container was stopped.</summary>
    public static AuditAction ContainerStopped { get; } = new("container.stopped", Operations, "{actor} stopped {target}");

    /// <summary>A container was restarted.</summary>
    public static AuditAction ContainerRestarted { get; } = new("container.restarted", Operations, "{actor} restarted {target}");

    /// <summary>A container was deleted.</summary>
    public static AuditAction ContainerDeleted { get; } = new("container.deleted", Operations, "{actor} deleted {target}");

    /// <summary>A cost threshold was crossed.</summary>
    public static AuditAction CostThresholdBreached { get; } =
        new("cost_threshold.breached", Operations, "{target} crossed the threshold {metadata.threshold} with {metadata.actual}");

    /// <summary>A circuit breaker changed its state.</summary>
    public static AuditAction CircuitBreakerChanged { get; } =
        new("circuit_breaker.changed", Operations, "the circuit breaker {target} went from {before} to {after}");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AuditAction> All { get; } =
    [
        LoginSucceeded, LoginFailed, LoggedOut, PasswordResetRequested, PasswordResetCompleted, SignupSucceeded, SignupFailed,
        OAuthConnected, OAuthDisconnected,
        PermissionDenied, RateLimitViolated, ModerationFlagged,
        RoleChanged, WhitelistChanged, AdminActed, AuditLogViewed, AuditLogExported, UsageQueried,
        SettingsChanged, ConfigChanged,
        RecordCreated, RecordUpdated, RecordDeleted, DataExportRequested, DataExportCompleted, DataDeletionRequested, DataDeletionCompleted,
        ConversationReset,
        SubscriptionCreated, SubscriptionCancelled, PaymentUpdated,
        ContainerStarted, ContainerStopped, ContainerRestarted, ContainerDeleted, CostThresholdBreached, CircuitBreakerChanged,
    ];
}
