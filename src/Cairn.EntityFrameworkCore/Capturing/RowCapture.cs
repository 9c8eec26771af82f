using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>What one save does to one row, with the row's owned parts and links: one event.</summary>
/// <param name="type">The row's entity.</param>
/// <param name="root">The row's own entry; <see langword="null"/>: only a link to it is tracked.</param>
internal sealed class RowCapture(IEntityType type, IUpdateEntry? root)
{
    private readonly EntityPlan plan = EntityPlan.Of(type);

    public List<RowPart> Parts { get; } = [];

    public List<RowLink> Links { get; } = [];

    /// <summary>The event; <see langword="null"/>: nothing that is recorded changed. Called when the save's values are final.</summary>
    public AuditEvent? Event(string operation)
    {
        var changes = new ChangeList();
        Parts.ForEach(p => p.Collect(changes));
        Links.ForEach(l => l.Collect(changes));
        var changed = changes.Finish();
        var state = root is null || Parts.Exists(p => p.Entry == root && p.Replaced is not null) ? EntityState.Modified : root.EntityState;
        if (changed.Count == 0 && state is not (EntityState.Added or EntityState.Deleted))
        {
            return null;
        }

        var deletion = SoftDeletion();
        var id = root is null ? EntityId.Of(Links[0].Entry, Links[0].Plan.ToOne.Properties) : EntityId.Of(root);
        var auditEvent = ActionOf(state, deletion).On(plan.Type, id) with
        {
            Changes = [.. changed.Select(c => c.Change)],
            Personal = PersonalParts.Of(changed, root, new(plan.Type, id)),
            Context = new() { OperationId = operation },
        };
        return Told(auditEvent with { Targets = [.. auditEvent.Targets, .. Links.Select(l => l.Other).Distinct()] }, deletion);
    }

    private static AuditAction ActionOf(EntityState state, bool? deletion) => (state, deletion) switch
    {
        (EntityState.Added, _) => StandardActions.RecordCreated,
        (EntityState.Deleted, _) or (_, true) => StandardActions.RecordDeleted,
        _ => StandardActions.RecordUpdated,
    };

    private AuditEvent Told(AuditEvent auditEvent, bool? deletion)
    {
        auditEvent = deletion is { } isDeleted ? auditEvent.With(isDeleted ? "soft_delete" : "restored", true) : auditEvent;
        return Parts.Exists(p => p is { IsDetached: true, Stored: null }) ? auditEvent.With("old_values", "not_known") : auditEvent;
    }

    /// <summary>
    /// Whether the row was marked as deleted; <see langword="false"/>: the mark was taken back. <see langword="null"/>: neither, or what it
    /// was before is not known.
    /// </summary>
    private bool? SoftDeletion()
    {
        if (plan.SoftDelete is not { } property
            || Parts.Find(p => p.Entry == root) is not { Entry: { EntityState: EntityState.Modified } entry } part
            || !entry.IsModified(property) || part is { IsDetached: true, Stored: null })
        {
            return null;
        }

        var (before, after) = (
            IsSet(part.Stored is { } stored ? stored[property] : entry.GetOriginalValue(property)), IsSet(entry.GetCurrentValue(property)));
        return before == after ? null : after;
    }

    private static bool IsSet(object? mark) => mark is not (null or false);
}
