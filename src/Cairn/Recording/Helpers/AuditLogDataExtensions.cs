using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records creating, changing, exporting and deleting data, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogDataExtensions
{
    /// <summary>Something was created.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">What.</param>
    /// <param name="value">As what.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void RecordCreated(
        this IAuditLog audit,
        AuditTarget target,
        AuditValue? value = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.RecordCreated.On(target).ChangeAny(null, value), by, add);

    /// <summary>Something was changed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">What.</param>
    /// <param name="member">Which member of it, or a JSON Pointer to it; empty: all of it.</param>
    /// <param name="before">The value before.</param>
    /// <param name="after">The value after.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void RecordUpdated(
        this IAuditLog audit,
        AuditTarget target,
        string member,
        AuditValue? before,
        AuditValue? after,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.RecordUpdated.On(target).ChangeAt(member, before, after), by, add);

    /// <summary>Something was deleted.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">What.</param>
    /// <param name="value">What it was.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void RecordDeleted(
        this IAuditLog audit,
        AuditTarget target,
        AuditValue? value = null,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.RecordDeleted.On(target).ChangeAny(value, null).Because(reason), by, add);

    /// <summary>An export of data was asked for.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose or what data: a user, a workspace.</param>
    /// <param name="format">In what format.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void DataExportRequested(
        this IAuditLog audit, AuditTarget target, string? format = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.DataExportRequested.On(target).WithAny("format", format), by, add);

    /// <summary>An export of data was delivered.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose or what data.</param>
    /// <param name="format">In what format.</param>
    /// <param name="count">How many records there were.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void DataExportCompleted(
        this IAuditLog audit,
        AuditTarget target,
        string? format = null,
        long? count = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.DataExportCompleted.On(target).WithAny("format", format).WithAny("count", count), by, add);

    /// <summary>Somebody asked for data to be deleted.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose or what data.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void DataDeletionRequested(
        this IAuditLog audit, AuditTarget target, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.DataDeletionRequested.On(target).Because(reason), by, add);

    /// <summary>Data was deleted as asked for.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose or what data.</param>
    /// <param name="count">How many records there were.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void DataDeletionCompleted(
        this IAuditLog audit, AuditTarget target, long? count = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.DataDeletionCompleted.On(target).WithAny("count", count), by, add);

    /// <summary>A conversation was reset. Its messages stay out of the log.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose conversation, or which.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ConversationReset(
        this IAuditLog audit, AuditTarget target, string? reason = null, AuditActor? by = null, Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ConversationReset.On(target).Because(reason), by, add);
}
