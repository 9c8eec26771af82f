using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>How the values of a property are recorded. What marks a whole marks its parts.</summary>
internal sealed record DataMark
{
    public static DataMark None { get; } = new();

    public bool IsIgnored { get; init; }

    public bool IsSecret { get; init; }

    public bool IsPersonal { get; init; }

    /// <summary>The property that holds the person's id; <see langword="null"/>: the row is the person.</summary>
    public string? Subject { get; init; }

    public string? SubjectType { get; init; }

    /// <summary>The mark of a property, or of what holds properties, within a whole.</summary>
    public DataMark Within(IReadOnlyPropertyBase member)
    {
        var mark = this;
        foreach (var attribute in Attributes(member))
        {
            mark = mark.With(attribute);
        }

        return mark.With(member);
    }

    /// <summary>This mark of a part whose whole is marked too.</summary>
    public DataMark Under(DataMark whole) => whole == None ? this : (IsPersonal || !whole.IsPersonal ? this : this with
    {
        IsPersonal = true, Subject = whole.Subject, SubjectType = whole.SubjectType,
    }) with { IsSecret = IsSecret || whole.IsSecret };

    private static IEnumerable<Attribute> Attributes(IReadOnlyPropertyBase member) =>
        (member.PropertyInfo as MemberInfo ?? member.FieldInfo)?.GetCustomAttributes(inherit: true).OfType<Attribute>() ?? [];

    private DataMark With(Attribute attribute) => attribute switch
    {
        AuditIgnoreAttribute => this with { IsIgnored = true },
        AuditSecretAttribute => this with { IsSecret = true },
        PersonalDataAttribute personal => this with { IsPersonal = true, Subject = personal.Subject, SubjectType = personal.SubjectType },
        _ => Classification.Of(attribute) switch
        {
            DataKind.Secret => this with { IsSecret = true },
            DataKind.Personal => this with { IsPersonal = true },
            _ => this,
        },
    };

    private DataMark With(IReadOnlyPropertyBase member)
    {
        var mark = this with
        {
            IsIgnored = IsIgnored || member.FindAnnotation(Annotations.Ignored) is not null,
            IsSecret = IsSecret || member.FindAnnotation(Annotations.Secret) is not null,
        };
        return member.FindAnnotation(Annotations.Personal) is null ? mark : mark with
        {
            IsPersonal = true,
            Subject = (string?)member.FindAnnotation(Annotations.Subject)?.Value,
            SubjectType = (string?)member.FindAnnotation(Annotations.SubjectType)?.Value,
        };
    }
}
