using System.Collections;
using System.Text;
using Cairn.Redaction;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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

        var before = entry.EntityState == EntityState.Added ? [] : Before(entry, plan.Property, old);
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

    // The list before holds the elements of today where they were changed in their places: what they were, only their entries know.
    private static List<AuditValue> Before(IUpdateEntry entry, IComplexProperty collection, object? old) =>
        entry.EntityState == EntityState.Modified && old is ICollection { Count: var count } && collection.DeclaringType is IEntityType
            && entry.ToEntityEntry().ComplexCollection(collection) is var elements
            ? [.. Enumerable.Range(0, count).Select(i => Original(elements.GetOriginalEntry(i)))]
            : Elements(collection, old);

    private static AuditValue Original(ComplexElementEntry element) => Element(
        element.Metadata.ComplexType,
        p => element.Property(p).OriginalValue,
        c => c.IsCollection ? Elements(element.ComplexCollection(c)) : Original(element.ComplexProperty(c)));

    private static AuditValue Original(ComplexPropertyEntry part) => Element(
        part.Metadata.ComplexType,
        p => part.Property(p).OriginalValue,
        c => c.IsCollection ? Elements(part.ComplexCollection(c)) : Original(part.ComplexProperty(c)));

    // A collection within a collection: its elements of before, as far as they are known.
    private static AuditValue Elements(ComplexCollectionEntry nested)
    {
        var elements = new List<AuditValue>();
        try
        {
            while (true)
            {
                elements.Add(Original(nested.GetOriginalEntry(elements.Count)));
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            return List(elements); // EF Core does not say how many there were.
        }
    }

    private static AuditValue Element(ITypeBase type, object? element) => element is null
        ? AuditValue.Null
        : Element(type, p => p.GetGetter().GetClrValue(element), c => Part(c, c.GetGetter().GetClrValue(element)));

    private static AuditValue Part(IComplexProperty complex, object? value) =>
        complex.IsCollection ? List(Elements(complex, value)) : Element(complex.ComplexType, value);

    private static AuditValue Element(ITypeBase type, Func<IProperty, object?> valueOf, Func<IComplexProperty, AuditValue> partOf)
    {
        var json = new StringBuilder("{");
        foreach (var property in type.GetProperties())
        {
            if (DataMark.None.Within(property) is { IsIgnored: false } mark)
            {
                var value = valueOf(property);
                Member(
                    json,
                    property.Name,
                    mark.IsSecret && value is not null ? AuditValue.Trusted(MaskRules.Application.Json) : EntityValue.Of(property, value));
            }
        }

        foreach (var complex in type.GetComplexProperties().Where(c => !DataMark.None.Within(c).IsIgnored))
        {
            Member(json, complex.Name, partOf(complex));
        }

        return AuditValue.Trusted(json.Append('}').ToString());
    }

    private static AuditValue List(List<AuditValue> elements) => AuditValue.Trusted($"[{string.Join(',', elements.Select(e => e.Json))}]");

    private static void Member(StringBuilder json, string name, AuditValue value) =>
        json.Append(json.Length > 1 ? "," : "").Append(((AuditValue)name).Json).Append(':').Append(value.Json);
}
