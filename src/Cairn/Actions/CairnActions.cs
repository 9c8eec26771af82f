namespace Cairn;

/// <summary>Cairn's own actions: refused from applications, never expiring, never erasable (docs/spec/entry.md).</summary>
internal static class CairnActions
{
    public static readonly AuditActor Actor = new("system", "cairn");

    public static readonly AuditAction LogContinued = AuditAction.Reserved("cairn.log_continued", "the log goes on under a new origin");
    public static readonly AuditAction EntriesExpired = AuditAction.Reserved("cairn.entries_expired", "entries past their time were dropped");
    public static readonly AuditAction DataErased = AuditAction.Reserved("cairn.data_erased", "a person's data was erased");
    public static readonly AuditAction EventsDropped = AuditAction.Reserved("cairn.events_dropped", "events could not be recorded");

    public static readonly IReadOnlyList<AuditAction> All = [LogContinued, EntriesExpired, DataErased, EventsDropped];
}
