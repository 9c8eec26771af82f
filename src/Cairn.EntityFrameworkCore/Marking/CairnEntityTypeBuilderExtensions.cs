using Cairn.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says in a model which entities are recorded.</summary>
public static class CairnEntityTypeBuilderExtensions
{
    /// <summary>Records the changes of this entity; as <see cref="Cairn.AuditedAttribute"/> does.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="type">
    /// What its rows are called as targets: <c>invoice</c>; absent: the entity's name in lower case with underscores.
    /// </param>
    public static TBuilder IsAudited<TBuilder>(this TBuilder entity, string? type = null)
        where TBuilder : EntityTypeBuilder
    {
        ArgumentNullException.ThrowIfNull(entity);
        entity.Metadata.SetAnnotation(Annotations.Audited, true);
        if (type is not null)
        {
            entity.Metadata.SetAnnotation(Annotations.Type, type);
        }

        return entity;
    }

    /// <summary>Never records this entity; as <see cref="Cairn.AuditIgnoreAttribute"/> does.</summary>
    public static TBuilder IsNotAudited<TBuilder>(this TBuilder entity)
        where TBuilder : EntityTypeBuilder
    {
        ArgumentNullException.ThrowIfNull(entity);
        entity.Metadata.SetAnnotation(Annotations.Ignored, true);
        return entity;
    }

    /// <summary>
    /// Names the property that marks a row as deleted: a boolean that becomes true, or a time that gets a value. Without it
    /// <c>IsDeleted</c>, <c>Deleted</c>, <c>DeletedAt</c>, <c>DeletedOn</c> and <c>DeletedUtc</c> are known.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="property">The property's name.</param>
    public static TBuilder HasSoftDelete<TBuilder>(this TBuilder entity, string property)
        where TBuilder : EntityTypeBuilder
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(property);
        entity.Metadata.SetAnnotation(Annotations.SoftDelete, property);
        return entity;
    }
}
