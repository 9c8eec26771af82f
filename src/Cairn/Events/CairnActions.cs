using Cairn.Manifests;

namespace Cairn.Events;

/// <summary>
/// Cairn's own actions: refused from applications, never expiring (docs/spec/entry.md). Readings of the log and the like are ordinary
/// entries, and not among them.
/// </summary>
internal static class CairnActions
{
    public static readonly AuditActor Actor = new("system", "cairn");

    public static readonly AuditAction LogContinued =
        AuditAction.Reserved(ContinuedManifest.ActionName, "the log goes on under a new origin");
    public static readonly AuditAction ExpiryPlanned =
        AuditAction.Reserved(ExpiryPlannedManifest.ActionName, "entries were planned to expire");
    public static readonly AuditAction EntriesExpired =
        AuditAction.Reserved(ExpiredManifest.ActionName, "entries past their time were deleted");
    public static readonly AuditAction DataErased = AuditAction.Reserved(ErasedManifest.ActionName, "a person's data was erased");
    public static readonly AuditAction HoldPlaced = AuditAction.Reserved(HoldPlacedManifest.ActionName, "entries were put under a hold");
    public static readonly AuditAction HoldLifted = AuditAction.Reserved(HoldLiftedManifest.ActionName, "a hold was lifted");
    public static readonly AuditAction PolicySet = AuditAction.Reserved(PolicySetManifest.ActionName, "how long entries are kept was set");
    public static readonly AuditAction KeyChanged = AuditAction.Reserved(KeyChangedManifest.ActionName, "a key was changed");
    public static readonly AuditAction ActionDeclared = AuditAction.Reserved(ActionDeclaredManifest.ActionName, "an action was declared");
    public static readonly AuditAction LogMoved = AuditAction.Reserved(LogMovedManifest.ActionName, "the log goes on at another place");
    public static readonly AuditAction EventsDropped = AuditAction.Reserved(DroppedManifest.ActionName, "events could not be recorded");

    public static readonly IReadOnlyList<AuditAction> All =
    [
        LogContinued, ExpiryPlanned, EntriesExpired, DataErased, HoldPlaced, HoldLifted, PolicySet, KeyChanged, ActionDeclared, LogMoved,
        EventsDropped,
    ];

    /// <summary>The kind of manifest that an entry of this action brings.</summary>
    public static string KindOf(string action) => action switch
    {
        ContinuedManifest.ActionName => ContinuedManifest.Name,
        ExpiredManifest.ActionName => ExpiredManifest.Name,
        ErasedManifest.ActionName => ErasedManifest.Name,
        DroppedManifest.ActionName => DroppedManifest.Name,
        _ => action["cairn.".Length..],
    };
}
