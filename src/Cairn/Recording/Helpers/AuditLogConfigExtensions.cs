using Cairn.Recording.Helpers;

namespace Cairn;

/// <summary>
/// Records changes of settings and configuration, with one call each. None of them throws or blocks: each records as
/// <see cref="IAuditLog.Record"/> does.
/// </summary>
public static class AuditLogConfigExtensions
{
    /// <summary>A setting of a user or workspace was changed.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="target">Whose settings.</param>
    /// <param name="setting">Which setting, or a JSON Pointer to it; empty: all of them.</param>
    /// <param name="before">The value before; <see langword="null"/>: it was not set.</param>
    /// <param name="after">The value after; <see langword="null"/>: it is not set.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void SettingsChanged(
        this IAuditLog audit,
        AuditTarget target,
        string setting,
        AuditValue? before,
        AuditValue? after,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.SettingsChanged.On(target).ChangeAt(setting, before, after).Because(reason), by, add);

    /// <summary>The application's configuration was changed. Secrets are masked by the setting's name.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="setting">Which setting, or a JSON Pointer to it; empty: all of it.</param>
    /// <param name="before">The value before; <see langword="null"/>: it was not set.</param>
    /// <param name="after">The value after; <see langword="null"/>: it is not set.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">Who did it; absent: who acts in the open scope.</param>
    /// <param name="add">Adds what else is known.</param>
    public static void ConfigChanged(
        this IAuditLog audit,
        string setting,
        AuditValue? before,
        AuditValue? after,
        string? reason = null,
        AuditActor? by = null,
        Func<AuditEvent, AuditEvent>? add = null) =>
        audit.Put(StandardActions.ConfigChanged.Event().ChangeAt(setting, before, after).Because(reason), by, add);
}
