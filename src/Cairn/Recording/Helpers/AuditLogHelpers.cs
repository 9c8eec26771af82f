namespace Cairn.Recording.Helpers;

/// <summary>What the helpers for standard actions have in common.</summary>
internal static class AuditLogHelpers
{
    /// <summary>Records it, with what the application adds. Does not throw for what is added.</summary>
    public static void Put(this IAuditLog audit, AuditEvent auditEvent, AuditActor? by, Func<AuditEvent, AuditEvent>? add)
    {
        ArgumentNullException.ThrowIfNull(audit);
        auditEvent = by is null ? auditEvent : auditEvent.By(by);
        try
        {
            auditEvent = add?.Invoke(auditEvent) ?? auditEvent;
        }
        catch (Exception)
        {
            // The application's addition must not cost the event.
        }

        audit.Record(auditEvent);
    }

    /// <summary>A text as one side of a change; without one that side is absent.</summary>
    public static AuditValue? Side(string? text) =>
        text is null ? default(AuditValue?) : (AuditValue)text; // A bare null would become JSON's.

    /// <summary>Adds a member, where there is a value.</summary>
    public static AuditEvent WithAny(this AuditEvent e, string name, AuditValue? value) =>
        value is { IsNull: false } ? e.With(name, value) : e;

    /// <summary>An event by an actor, where there is one.</summary>
    public static AuditEvent ByAny(this AuditAction action, AuditActor? actor) => actor is null ? action.Event() : action.By(actor);

    /// <summary>An event on a target, where there is one.</summary>
    public static AuditEvent OnAny(this AuditAction action, AuditTarget? target) => target is null ? action.Event() : action.On(target);

    /// <summary>Adds a change of a member; of the whole value when none is named.</summary>
    public static AuditEvent ChangeAt(this AuditEvent e, string? member, AuditValue? before, AuditValue? after) =>
        string.IsNullOrEmpty(member) ? e.ChangeWhole(before, after) : e.Change(member, before, after);

    /// <summary>Adds a change of the whole value, where there is a side of it.</summary>
    public static AuditEvent ChangeAny(this AuditEvent e, AuditValue? before, AuditValue? after) =>
        before is null && after is null ? e : e.ChangeWhole(before, after);
}
