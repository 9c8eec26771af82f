using System.Collections;
using System.Text;
using Cairn.Redaction;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>Collections of complex values, which live in a JSON column: compared element by element.</summary>
internal static class ComplexElements
{
    /// <param name="entry">Where it is.</param>
    /// <param name="plan">What.</param>
    /// <param name="old">The list before; <see langword="null"/>: there was none, or it is not known.</param>
    /// <param name="path">Where it stands in the event.</param>
    /// <param name="mark">How it is recorded.</param>
    /// <param name="changes">Where to.</param>
    public static void Collect(IUpdateEntry entry, CollectionPlan plan, object? old, string path, DataMark mark, ChangeList changes)
    {
        if (entry.EntityState == EntityState.Modified && !entry.IsModified(plan.Property))
        {
            return;
        }

        var before = entry.EntityState == EntityState.Added ? [] : Elements(plan.Property, old);
        var after = entry.EntityState == EntityState.Deleted ? [] : Elements(plan.Property, entry.GetCurrentValue(plan.Property));
        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            var place = $"{path}/{i}";
            if (i < before.Count)
            {
                changes.Before(place, before[i], mark);
            }

            if (i < after.Count)
            {
                changes.After(place, after[i], mark);
            }
        }
    }

    private static List<AuditValue> Elements(IComplexProperty collection, object? list) =>
        list is IEnumerable elements ? [.. elements.Cast<object?>().Select(e => Element(collection.ComplexType, e))] : [];

    private static AuditValue Element(ITypeBase type, object? element)
    {
        if (element is null)
        {
            return AuditValue.Null;
        }

        var json = new StringBuilder("{");
        foreach (var property in type.GetProperties())
        {
            if (DataMark.None.Within(property) is { IsIgnored: false } mark)
            {
                var value = property.GetGetter().GetClrValue(element);
                Member(json, property.Name, mark.IsSecret && value is not null ? AuditValue.Trusted(MaskRules.Application.Json) : EntityValue.Of(property, value));
            }
        }

        foreach (var complex in type.GetComplexProperties().Where(c => !DataMark.None.Within(c).IsIgnored))
        {
            var value = complex.GetGetter().GetClrValue(element);
            Member(json, complex.Name, complex.IsCollection ? List(Elements(complex, value)) : Element(complex.ComplexType, value));
        }

        return AuditValue.Trusted(json.Append('}').ToString());
    }

    private static AuditValue List(List<AuditValue> elements) => AuditValue.Trusted($"[{string.Join(',', elements.Select(e => e.Json))}]");

    private static void Member(StringBuilder json, string name, AuditValue value) =>
        json.Append(json.Length > 1 ? "," : "").Append(((AuditValue)name).Json).Append(':').Append(value.Json);
}
