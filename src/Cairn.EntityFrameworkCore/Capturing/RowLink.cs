using Cairn.Primitives;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>A row of a many-to-many table: something linked to a row, or no longer.</summary>
internal sealed record RowLink(IUpdateEntry Entry, LinkPlan Plan)
{
    /// <summary>What is linked.</summary>
    public AuditTarget Other => new(EntityPlan.Of(Plan.ToOther.PrincipalEntityType).Type, EntityId.Of(Entry, Plan.ToOther.Properties));

    /// <summary>Adds the change. Called when the save's values are final.</summary>
    public void Collect(ChangeList changes)
    {
        var id = EntityId.Of(Entry, Plan.ToOther.Properties);
        var path = Plan.Path + JsonPointer.Of(id ?? "");
        if (Entry.EntityState == EntityState.Deleted)
        {
            changes.Before(path, id, DataMark.None);
        }
        else
        {
            changes.After(path, id, DataMark.None);
        }
    }
}
