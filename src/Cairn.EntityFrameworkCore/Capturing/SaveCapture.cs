using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>What one attempt to save is about to do, as far as it is recorded. Gone with the attempt.</summary>
internal sealed class SaveCapture
{
    private readonly ContextCapture capture;
    private readonly IUpdateAdapter adapter;
    private readonly Dictionary<IUpdateEntry, RowCapture> byEntry = [];
    private readonly Dictionary<IUpdateEntry, RowPart> parts = [];
    private readonly List<RowCapture> rows = [];

    public SaveCapture(ContextCapture capture, IUpdateAdapter adapter, IList<IUpdateEntry> entries)
    {
        (this.capture, this.adapter) = (capture, adapter);
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    public bool IsEmpty => rows.Count == 0;

    public void ReadStored()
    {
        foreach (var part in rows.SelectMany(r => r.Parts))
        {
            part.ReadStored();
        }
    }

    public async Task ReadStoredAsync(CancellationToken cancellationToken)
    {
        foreach (var part in rows.SelectMany(r => r.Parts))
        {
            await part.ReadStoredAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The events, once the values are final: after the statements, before the changes are accepted. Never throws.</summary>
    public List<AuditEvent> Finish()
    {
        var operation = capture.Operation();
        var events = new List<AuditEvent>(rows.Count);
        foreach (var row in rows)
        {
            capture.Guard(() =>
            {
                if (row.Event(operation) is { } auditEvent)
                {
                    events.Add(auditEvent);
                }
            });
        }

        return events;
    }

    private void Add(IUpdateEntry entry)
    {
        var plan = EntityPlan.Of(entry.EntityType);
        if (plan.Link is { } link)
        {
            AddLink(entry, link);
        }
        else if (RootOf(entry) is var root && capture.Audits(root.EntityType) && PartOf(entry) is { Mark.IsIgnored: false } part)
        {
            RowOf(root.EntityType, root).Parts.Add(part);
        }
    }

    private void AddLink(IUpdateEntry entry, LinkPlan link)
    {
        if (capture.Audits(link.ToOne.PrincipalEntityType) || capture.Audits(link.ToOther.PrincipalEntityType))
        {
            var one = adapter.FindPrincipal(entry, link.ToOne);
            RowOf(one?.EntityType ?? link.ToOne.PrincipalEntityType, one).Links.Add(new(entry, link));
        }
    }

    private RowCapture RowOf(IEntityType type, IUpdateEntry? root)
    {
        if (root is not null && byEntry.TryGetValue(root, out var row))
        {
            return row;
        }

        row = new(type, root);
        rows.Add(row);
        if (root is not null)
        {
            byEntry[root] = row;
        }

        return row;
    }

    private IUpdateEntry RootOf(IUpdateEntry entry)
    {
        while (OwnerOf(entry) is { } owner)
        {
            entry = owner;
        }

        return entry;
    }

    private RowPart PartOf(IUpdateEntry entry)
    {
        if (!parts.TryGetValue(entry, out var part))
        {
            parts[entry] = part = new(entry, OwnerOf(entry) is { } owner ? PartOf(owner) : null);
        }

        return part;
    }

    private IUpdateEntry? OwnerOf(IUpdateEntry entry) =>
        entry.EntityType.FindOwnership() is { } ownership ? adapter.FindPrincipal(entry, ownership) : null;
}
