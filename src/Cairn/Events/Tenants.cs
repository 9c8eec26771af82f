using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>Names of tenants.</summary>
internal static class Tenants
{
    /// <summary>Whose log it is when nobody is named.</summary>
    public const string Default = "default";

    /// <exception cref="ArgumentException">The text does not have the form of docs/spec/event.md.</exception>
    public static string Checked(string tenant, string parameter)
    {
        ArgumentNullException.ThrowIfNull(tenant, parameter);
        return Grammar.IsTenant(tenant)
            ? tenant
            : throw new ArgumentException(
                $"'{tenant}' is not a tenant: a letter or digit, then letters, digits, '.', '_' or '-', "
                + $"at most {EventLimits.Tenant} characters.",
                parameter);
    }
}
