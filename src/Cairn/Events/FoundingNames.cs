using System.Collections.Frozen;
using static Cairn.StandardActions;

namespace Cairn;

/// <summary>
/// What the founding systems called their actions, and what the catalogue calls them. Published in docs/guide/actions.md.
/// </summary>
public static class FoundingNames
{
    /// <summary>From a founding system's name to the catalogue's action.</summary>
    public static IReadOnlyDictionary<string, AuditAction> All { get; } = new Dictionary<string, AuditAction>(StringComparer.Ordinal)
    {
        // WORKSPACE, CLUBS and CLINIC
        ["login"] = LoginSucceeded,
        ["login_succeeded"] = LoginSucceeded,
        ["login_success"] = LoginSucceeded,
        ["login_failed"] = LoginFailed,
        ["logout"] = LoggedOut,
        ["signup_succeeded"] = SignupSucceeded,
        ["signup_failed"] = SignupFailed,
        ["password_reset_requested"] = PasswordResetRequested,
        ["password_reset_completed"] = PasswordResetCompleted,
        ["permission_denied"] = PermissionDenied,
        ["oauth_connected"] = OAuthConnected,
        ["oauth_disconnected"] = OAuthDisconnected,
        ["data_export_requested"] = DataExportRequested,
        ["data_export_completed"] = DataExportCompleted,
        ["data_delete_requested"] = DataDeletionRequested,
        ["data_delete_completed"] = DataDeletionCompleted,
        ["subscription_created"] = SubscriptionCreated,
        ["subscription_cancelled"] = SubscriptionCancelled,
        ["settings_changed"] = SettingsChanged,
        ["payment_updated"] = PaymentUpdated,
        ["admin_action"] = AdminActed,

        // CONTAINERS
        ["START"] = ContainerStarted,
        ["STOP"] = ContainerStopped,
        ["RESTART"] = ContainerRestarted,
        ["DELETE"] = ContainerDeleted,

        // CHATBOT
        ["ROLE_CHANGE"] = RoleChanged,
        ["WHITELIST_CHANGE"] = WhitelistChanged,
        ["PERMISSION_DENIED"] = PermissionDenied,
        ["CONFIG_CHANGE"] = ConfigChanged,
        ["USAGE_QUERY"] = UsageQueried,
        ["AUDIT_LOG_VIEWED"] = AuditLogViewed,
        ["AUDIT_LOG_EXPORTED"] = AuditLogExported,
        ["COST_THRESHOLD_BREACH"] = CostThresholdBreached,
        ["CONVERSATION_RESET"] = ConversationReset,
        ["RATE_LIMIT_VIOLATION"] = RateLimitViolated,
        ["MODERATION_FLAG"] = ModerationFlagged,
        ["CIRCUIT_BREAKER_CHANGE"] = CircuitBreakerChanged,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // CHATBOT wrote it in the place of a phone number where no person acted.
    private const string SystemPhone = "SYSTEM";

    /// <summary>The event under the catalogue's name. In the founding systems nobody named meant the system itself.</summary>
    internal static AuditEvent Resolve(AuditEvent e)
    {
        if (e.Action is not { } name || !All.TryGetValue(name, out var action))
        {
            return e;
        }

        return e with { Action = action.Name, Actor = IsNobody(e.Actor) ? AuditActor.System : e.Actor! }; // Null is nobody.
    }

    private static bool IsNobody(AuditActor? actor) =>
        actor is null || actor == AuditActor.Unknown || (string.IsNullOrEmpty(actor.Id) && (actor.Phone == SystemPhone || IsEmpty(actor)));

    private static bool IsEmpty(AuditActor actor) =>
        string.IsNullOrEmpty(actor.Type) && actor with { Type = AuditActor.UnknownType, Id = null } == AuditActor.Unknown;
}
