using Cairn.Primitives;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>The table of a many-to-many relationship: a row of it is a change of the one side, in the name of its navigation.</summary>
/// <param name="ToOne">Leads to the side that has the navigation.</param>
/// <param name="ToOther">Leads to what is linked.</param>
/// <param name="Path">JSON Pointer to the navigation: <c>/Tags</c>.</param>
internal sealed record LinkPlan(IForeignKey ToOne, IForeignKey ToOther, string Path)
{
    /// <summary>The plan of a table that is nothing else; of a join entity of the application's own: <see langword="null"/>.</summary>
    public static LinkPlan? Of(IEntityType type)
    {
        if (!type.HasSharedClrType || type.ClrType != typeof(Dictionary<string, object>))
        {
            return null;
        }

        var navigation = type.GetForeignKeys().SelectMany(
            f => f.PrincipalEntityType.GetSkipNavigations().Where(n => n.JoinEntityType == type && n.ForeignKey == f))
            
            .OrderBy(n => n.IsShadowProperty())
            .ThenBy(n => n.DeclaringEntityType.Name, StringComparer.Ordinal)
            .ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();
        return navigation?.Inverse is { } inverse ? new(navigation.ForeignKey, inverse.ForeignKey, JsonPointer.Of(navigation.Name)) : null;
    }
}
