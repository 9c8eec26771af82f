using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>Tells a token, which means nothing to a reader, from a fact that is also checked for concurrency, such as a balance.</summary>
internal static class ConcurrencyTokens
{
    private static readonly string[] Names = ["Stamp", "Version", "Token", "ETag", "Etag"];

    public static bool Is(IReadOnlyProperty property) =>
        property.IsConcurrencyToken
        && (property.ValueGenerated.HasFlag(ValueGenerated.OnUpdate)
            || property.ClrType == typeof(byte[])
            || (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid)
            || Array.Exists(Names, n => property.Name.EndsWith(n, StringComparison.Ordinal)));
}
