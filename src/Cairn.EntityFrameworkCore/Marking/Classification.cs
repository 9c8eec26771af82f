namespace Cairn.EntityFrameworkCore;

/// <summary>What an attribute of somebody else's says about a property.</summary>
internal enum DataKind
{
    Plain,
    Personal,
    Secret,
}

/// <summary>
/// Attributes that applications carry already: those of ASP.NET Core Identity, and data classifications of Microsoft.Extensions.Compliance.
/// They are known by their names, so that nobody gets those packages by this one.
/// </summary>
internal static class Classification
{
    private const string Identity = "Microsoft.AspNetCore.Identity.PersonalDataAttribute";
    private const string Compliance = "Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute";

    private static readonly string[] Secrets = ["secret", "credential", "password", "token", "key"];
    private static readonly string[] Plain = ["public", "none", "internal", "system"];

    public static DataKind Of(Attribute attribute)
    {
        for (var type = attribute.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == Identity)
            {
                return DataKind.Personal; // ProtectedPersonalDataAttribute derives from it.
            }

            if (type.FullName == Compliance)
            {
                return Of(type.GetProperty("Classification")?.GetValue(attribute));
            }
        }

        return DataKind.Plain;
    }

    // A classification that does not say what it is counts as personal: what is erased too early can be told, what is never
    // erased cannot be undone.
    private static DataKind Of(object? classification)
    {
        var value = classification?.GetType().GetProperty("Value")?.GetValue(classification) as string ?? "";
        return Array.Exists(Secrets, s => value.Contains(s, StringComparison.OrdinalIgnoreCase)) ? DataKind.Secret
            : Array.Exists(Plain, p => value.StartsWith(p, StringComparison.OrdinalIgnoreCase)) ? DataKind.Plain
            : DataKind.Personal;
    }
}
