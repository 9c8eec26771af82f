using System.Globalization;
using Cairn.Primitives;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Cairn.EntityFrameworkCore;

/// <summary>One entry of a save that belongs to a row: the row's own, or an owned part of it.</summary>
/// <param name="entry">What EF Core tracks.</param>
/// <param name="owner">The part that owns it; <see langword="null"/>: the row itself.</param>
internal sealed class RowPart(IUpdateEntry entry, RowPart? owner)
{
    private readonly EntityPlan plan = EntityPlan.Of(entry.EntityType);
    private readonly IForeignKey? ownership = owner is null ? null : entry.EntityType.FindOwnership();

    public IUpdateEntry Entry => entry;

    /// <summary>What marks the whole part.</summary>
    // It is owned, and reached by a navigation.
    public DataMark Mark { get; } =
        owner is null ? DataMark.None : owner.Mark.Within(entry.EntityType.FindOwnership()!.PrincipalToDependent!);

    /// <summary>The values in the database, where they were read.</summary>
    public PropertyValues? Stored { get; private set; }

    /// <summary>
    /// Whether the entry was attached as changed, so that its old values are the new ones: a change that EF Core
    /// found itself has two values.
    /// </summary>
    public bool IsDetached => isDetached ??= entry.EntityState == EntityState.Modified
        && plan.Values.Any(v => entry.IsModified(v.Property)
            && HasSetter(v.Property)
            && IsSame(v.Property, entry.GetOriginalValue(v.Property), entry.GetCurrentValue(v.Property)));

    private bool? isDetached;

    /// <summary>What this entry took the place of, in the same row.</summary>
    public IUpdateEntry? Replaced =>
        entry is { EntityState: EntityState.Added, SharedIdentityEntry: { EntityState: EntityState.Deleted } replaced } ? replaced : null;

    public void ReadStored()
    {
        if (IsDetached)
        {
            Stored = entry.ToEntityEntry().GetDatabaseValues();
        }
    }

    public async Task ReadStoredAsync(CancellationToken cancellationToken)
    {
        if (IsDetached)
        {
            Stored = await entry.ToEntityEntry().GetDatabaseValuesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds what changed. Called when the save's values are final.</summary>
    public void Collect(ChangeList changes)
    {
        var path = Path();
        if (Replaced is { } replaced)
        {
            // What stood there, and has no entry of its own in the save.
            Collect(EntityPlan.Of(replaced.EntityType), replaced, path, changes);
        }

        Collect(plan, entry, path, changes);
    }

    private void Collect(EntityPlan its, IUpdateEntry from, string path, ChangeList changes)
    {
        foreach (var value in its.Values)
        {
            Collect(from, value, path + value.Path, changes);
        }

        foreach (var collection in its.Collections)
        {
            ComplexElements.Collect(
                from,
                collection,
                from == entry ? Old(collection.Property) : from.GetOriginalValue(collection.Property),
                path + collection.Path,
                collection.Mark.Under(Mark),
                changes);
        }
    }

    private object? Old(IComplexProperty collection) =>
        !IsDetached ? entry.GetOriginalValue(collection) : Stored is { } stored ? stored[collection] : null;

    private static bool IsSame(IProperty property, object? one, object? other) => property.GetValueComparer().Equals(one, other);

    // A value the database makes at each update is never written.
    private static bool HasSetter(IProperty property) => property.GetAfterSaveBehavior() == PropertySaveBehavior.Save;

    private string Path()
    {
        if (owner is null || ownership?.PrincipalToDependent is not { } navigation)
        {
            return "";
        }

        var path = owner.Path() + JsonPointer.Of(navigation.Name);
        return ownership.IsUnique ? path : path + JsonPointer.Of(Place());
    }

    // In a JSON column the key is the place in the array, counted from 1; elsewhere it is a column.
    private string Place() => entry.EntityType.IsMappedToJson() && OwnKey() is [var ordinal] && entry.GetCurrentValue(ordinal) is int number
        ? (number - 1).ToString(CultureInfo.InvariantCulture)
        : EntityId.Of(entry, OwnKey()) ?? "";

    // A collection's elements have a key, and are owned.
    private List<IProperty> OwnKey() => [.. entry.EntityType.FindPrimaryKey()!.Properties.Where(p => !ownership!.Properties.Contains(p))];

    private void Collect(IUpdateEntry from, ValuePlan value, string path, ChangeList changes)
    {
        var (property, mark) = (value.Property, value.Mark.Under(Mark));
        switch (from.EntityState)
        {
            case EntityState.Added when from.GetCurrentValue(property) is { } after:
                changes.After(path, EntityValue.Of(property, after), mark);
                break;
            case EntityState.Deleted when from.GetOriginalValue(property) is { } before:
                changes.Before(path, EntityValue.Of(property, before), mark);
                break;
            case EntityState.Modified when entry.IsModified(property) || entry.HasStoreGeneratedValue(property):
                CollectModified(property, path, mark, changes);
                break;
        }
    }

    private void CollectModified(IProperty property, string path, DataMark mark, ChangeList changes)
    {
        var after = entry.GetCurrentValue(property);
        if (IsDetached && Stored is null)
        {
            changes.Both(path, null, EntityValue.Of(property, after), mark);
            return;
        }

        var before = Stored is null ? entry.GetOriginalValue(property) : Stored[property];
        if (!IsSame(property, before, after))
        {
            changes.Both(path, EntityValue.Of(property, before), EntityValue.Of(property, after), mark);
        }
    }
}
