namespace Cairn;

/// <summary>Cairn's own actions: refused from applications, never expiring (docs/spec/entry.md). Readings of the log and the like are ordinary entries, and not among them.</summary>
internal static class CairnActions
{
    public static readonly AuditActor Actor = new("system", "cairn");

    public static readonly AuditAction LogContinued = AuditAction.Reserved("cairn.log_continued", "the log goes on under a new origin");
    public static readonly AuditAction ExpiryPlanned = AuditAction.Reserved("cairn.expiry_planned", "entries were planned to expire");
    public static readonly AuditAction EntriesExpired = AuditAction.Reserved("cairn.entries_expired", "entries past their time were deleted");
    public static readonly AuditAction DataErased = AuditAction.Reserved("cairn.data_erased", "a person's data was erased");
    public static readonly AuditAction HoldPlaced = AuditAction.Reserved("cairn.hold_placed", "entries were put under a hold");
    public static readonly AuditAction HoldLifted = AuditAction.Reserved("cairn.hold_lifted", "a hold was lifted");
    public static readonly AuditAction PolicySet = AuditAction.Reserved("cairn.policy_set", "how long entries are kept was set");
    public static readonly AuditAction KeyChanged = AuditAction.Reserved("cairn.key_changed", "a key was changed");
    public static readonly AuditAction ActionDeclared = AuditAction.Reserved("cairn.action_declared", "an action was declared");
    public static readonly AuditAction LogMoved = AuditAction.Reserved("cairn.log_moved", "the log goes on at another place");
    public static readonly AuditAction EventsDropped = AuditAction.Reserved("cairn.events_dropped", "events could not be recorded");

    public static readonly IReadOnlyList<AuditAction> All =
    [
        LogContinued, ExpiryPlanned, EntriesExpired, DataErased, HoldPlaced, HoldLifted, PolicySet, KeyChanged, ActionDeclared, LogMoved, EventsDropped,
    ];

    /// <summary>The kind of manifest that an entry of this action brings.</summary>
    public static string KindOf(string action) => action switch
    {
        "cairn.log_continued" => ContinuedManifest.Name,
        "cairn.entries_expired" => ExpiredManifest.Name,
        "cairn.data_erased" => ErasedManifest.Name,
        "cairn.events_dropped" => DroppedManifest.Name,
        _ => action["cairn.".Length..],
    };
}
