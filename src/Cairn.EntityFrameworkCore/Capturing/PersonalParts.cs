using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>Whom the changes of a row are about.</summary>
internal static class PersonalParts
{
    public static IReadOnlyList<PersonalData> Of(
        IReadOnlyList<(AuditChange Change, DataMark Mark)> changes,
        IUpdateEntry? root,
        AuditSubject row)
    {
        var subjects = changes.Select(c => c.Mark.IsPersonal ? SubjectOf(c.Mark, root, row) : null).ToList();
        return subjects.Count > 1 && subjects[0] is { } one && subjects.TrueForAll(s => s == one)
            ? [new("/changes", one)]
            // Asked for above.
            : [.. subjects.Index()
                .Where(s => s.Item is not null)
                .Select(s => new PersonalData(string.Create(CultureInfo.InvariantCulture, $"/changes/{s.Index}"), s.Item!))];
    }

    private static AuditSubject? SubjectOf(DataMark mark, IUpdateEntry? root, AuditSubject row)
    {
        if (mark.Subject is not { } name)
        {
            return mark.SubjectType is { } type ? row with { Type = type } : row;
        }

        if (root?.EntityType.FindProperty(name) is not { } property)
        {
            return null;
        }

        var value = root.EntityState == EntityState.Deleted ? root.GetOriginalValue(property) : root.GetCurrentValue(property);
        var referred = property.GetContainingForeignKeys().FirstOrDefault()?.PrincipalEntityType;
        return value is null ? null : new(
            mark.SubjectType ?? (referred is null ? row.Type : EntityPlan.Of(referred).Type), EntityValue.Of(property, value).ToString());
    }
}
