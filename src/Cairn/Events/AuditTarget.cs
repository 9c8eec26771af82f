using System.Globalization;

namespace Cairn;

/// <summary>To what it was done. Type and id stand in the leaf, the name in a deletable disclosure.</summary>
/// <param name="Type">What kind: <c>user</c>, <c>container</c>, <c>invoice</c>, …</param>
/// <param name="Id">The application's id of it; <see langword="null"/>: none in particular.</param>
/// <param name="Name">The name people know it by.</param>
public sealed record AuditTarget(string Type, string? Id = null, string? Name = null)
{
    /// <summary>A target whose id is a number.</summary>
    public static AuditTarget Of(string type, long id, string? name = null) => new(type, id.ToString(CultureInfo.InvariantCulture), name);

    /// <summary>A target whose id is a UUID, as lower-case digits with hyphens.</summary>
    public static AuditTarget Of(string type, Guid id, string? name = null) => new(type, id.ToString("D"), name);
}
