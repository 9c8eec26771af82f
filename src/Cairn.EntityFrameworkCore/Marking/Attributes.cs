namespace Cairn;

/// <summary>Changes of this entity are recorded.</summary>
/// <param name="type">
/// What its rows are called as targets: <c>invoice</c>; absent: the entity's name in lower case with underscores.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute(string? type = null) : Attribute
{
    /// <summary>What its rows are called as targets.</summary>
    public string? Type { get; } = type;
}

/// <summary>This property, or this entity, is never recorded.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AuditIgnoreAttribute : Attribute;

/// <summary>That this property changed is recorded; its values are masked.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AuditSecretAttribute : Attribute;

/// <summary>The values of this property are about a person, and are erased with that person's data.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PersonalDataAttribute : Attribute
{
    /// <summary>
    /// The property of the same entity that holds the person's id: <c>nameof(CustomerId)</c>. Absent: the row itself is the person.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>
    /// What kind of person: <c>customer</c>. Absent: what <see cref="Subject"/> refers to as a foreign key, else the row's own type.
    /// </summary>
    public string? SubjectType { get; set; }
}
