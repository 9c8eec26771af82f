using System.Reflection;
using System.Text;
using Cairn.Primitives;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>What of an entity is recorded, made once for a model.</summary>
internal sealed class EntityPlan
{
    private const string Annotation = "Cairn:Plan";
    private static readonly string[] SoftDeletes = ["IsDeleted", "Deleted", "DeletedAt", "DeletedOn", "DeletedUtc"];

    private EntityPlan(IEntityType type)
    {
        Entity = type;
        Type = TypeOf(type);
        IsMarked = Has<AuditedAttribute>(type, Annotations.Audited);
        IsIgnored = Has<AuditIgnoreAttribute>(type, Annotations.Ignored);
        Link = LinkPlan.Of(type);
        var (values, collections) = (new List<ValuePlan>(), new List<CollectionPlan>());
        Collect(type, "", DataMark.None, values, collections);
        (Values, Collections) = (values, collections);
        SoftDelete = SoftDeleteOf(type);
    }

    public IEntityType Entity { get; }

    /// <summary>What its rows are called as targets.</summary>
    public string Type { get; }

    public bool IsMarked { get; }

    public bool IsIgnored { get; }

    /// <summary>The table of a many-to-many relationship; <see langword="null"/>: an entity.</summary>
    public LinkPlan? Link { get; }

    public IReadOnlyList<ValuePlan> Values { get; }

    public IReadOnlyList<CollectionPlan> Collections { get; }

    /// <summary>The property that marks a row as deleted.</summary>
    public IProperty? SoftDelete { get; }

    // Given.
    public static EntityPlan Of(IEntityType type) => type.GetOrAddRuntimeAnnotationValue(Annotation, static t => new EntityPlan(t!), type);

    private static string TypeOf(IEntityType type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.FindAnnotation(Annotations.Type)?.Value is string named)
            {
                return named;
            }

            if (at.ClrType.GetCustomAttribute<AuditedAttribute>(inherit: false)?.Type is { } said)
            {
                return said;
            }
        }

        return Snake(type.ShortName());
    }

    private static bool Has<T>(IEntityType type, string annotation)
        where T : Attribute
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.FindAnnotation(annotation) is not null || at.ClrType.IsDefined(typeof(T), inherit: true))
            {
                return true;
            }
        }

        return false;
    }

    private static void Collect(ITypeBase type, string path, DataMark whole, List<ValuePlan> values, List<CollectionPlan> collections)
    {
        foreach (var property in type.GetProperties().Where(p => !IsPlumbing(p)))
        {
            if (whole.Within(property) is { IsIgnored: false } mark)
            {
                values.Add(new(property, path + JsonPointer.Of(property.Name), mark));
            }
        }

        foreach (var complex in type.GetComplexProperties())
        {
            if (whole.Within(complex) is not { IsIgnored: false } mark)
            {
                continue;
            }

            if (complex.IsCollection)
            {
                collections.Add(new(complex, path + JsonPointer.Of(complex.Name), mark));
            }
            else
            {
                Collect(complex.ComplexType, path + JsonPointer.Of(complex.Name), mark, values, collections);
            }
        }
    }

    // The key stands in the target's id, the discriminator in its type; an owned part's reference to its owner says nothing.
    private static bool IsPlumbing(IProperty property) =>
        property.IsPrimaryKey()
        || (property.DeclaringType is IEntityType entity && entity.FindDiscriminatorProperty() == property)
        || property.GetContainingForeignKeys().Any(f => f.IsOwnership)
        || ConcurrencyTokens.Is(property);

    private static IProperty? SoftDeleteOf(IEntityType type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.FindAnnotation(Annotations.SoftDelete)?.Value is string named)
            {
                return type.FindProperty(named)
                    ?? throw new InvalidOperationException($"HasSoftDelete: {type.DisplayName()} has no property {named}.");
            }
        }

        return SoftDeletes.Select(type.FindProperty).FirstOrDefault(p => p is not null && (p.ClrType == typeof(bool) || p.IsNullable));
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i])
                && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
                && name[i - 1] != '_')
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}
