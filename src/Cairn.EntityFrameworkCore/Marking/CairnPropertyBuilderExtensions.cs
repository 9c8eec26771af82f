using Cairn.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says in a model how the values of a property are recorded.</summary>
public static class CairnPropertyBuilderExtensions
{
    /// <summary>Never records this property; as <see cref="Cairn.AuditIgnoreAttribute"/> does.</summary>
    public static PropertyBuilder<T> IsAuditIgnored<T>(this PropertyBuilder<T> property)
    {
        Set(property?.Metadata, Annotations.Ignored, true);
        return property!; // Set refuses null.
    }

    /// <inheritdoc cref="IsAuditIgnored{T}(PropertyBuilder{T})"/>
    public static ComplexTypePropertyBuilder<T> IsAuditIgnored<T>(this ComplexTypePropertyBuilder<T> property)
    {
        Set(property?.Metadata, Annotations.Ignored, true);
        return property!; // As above.
    }

    /// <summary>Records that this property changed, with its values masked; as <see cref="Cairn.AuditSecretAttribute"/> does.</summary>
    public static PropertyBuilder<T> IsAuditSecret<T>(this PropertyBuilder<T> property)
    {
        Set(property?.Metadata, Annotations.Secret, true);
        return property!; // As above.
    }

    /// <inheritdoc cref="IsAuditSecret{T}(PropertyBuilder{T})"/>
    public static ComplexTypePropertyBuilder<T> IsAuditSecret<T>(this ComplexTypePropertyBuilder<T> property)
    {
        Set(property?.Metadata, Annotations.Secret, true);
        return property!; // As above.
    }

    /// <summary>Says that the values are about a person; as <see cref="Cairn.PersonalDataAttribute"/> does.</summary>
    /// <param name="property">The property.</param>
    /// <param name="subject">The property of the entity that holds the person's id; absent: the row itself is the person.</param>
    /// <param name="subjectType">
    /// What kind of person; absent: what <paramref name="subject"/> refers to as a foreign key, else the row's own type.
    /// </param>
    public static PropertyBuilder<T> IsPersonalData<T>(this PropertyBuilder<T> property, string? subject = null, string? subjectType = null)
    {
        Personal(property?.Metadata, subject, subjectType);
        return property!; // As above.
    }

    /// <inheritdoc cref="IsPersonalData{T}(PropertyBuilder{T}, string?, string?)"/>
    public static ComplexTypePropertyBuilder<T> IsPersonalData<T>(
        this ComplexTypePropertyBuilder<T> property,
        string? subject = null,
        string? subjectType = null)
    {
        Personal(property?.Metadata, subject, subjectType);
        return property!; // As above.
    }

    private static void Personal(IMutableProperty? property, string? subject, string? subjectType)
    {
        Set(property, Annotations.Personal, true);
        property!.SetAnnotation(Annotations.Subject, subject); // As above.
        property.SetAnnotation(Annotations.SubjectType, subjectType);
    }

    private static void Set(IMutableProperty? property, string annotation, object value)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.SetAnnotation(annotation, value);
    }
}
