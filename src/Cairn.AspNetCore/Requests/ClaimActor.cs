using System.Security.Claims;
using System.Text.Json;

namespace Cairn.AspNetCore.Requests;

/// <summary>Who acts, out of a principal's claims. Only identities that are signed in count; never the process's own user.</summary>
internal sealed class ClaimActor(ActorClaims claims)
{
    /// <summary>The actor.</summary>
    public AuditActor Of(ClaimsPrincipal? user)
    {
        if (user is null || !IsSignedIn(user))
        {
            return AuditActor.Anonymous;
        }

        var id = First(user, claims.Id);
        if (id is null && First(user, claims.Client) is { } client)
        {
            return AuditActor.Service(client) with { Role = Roles(user) };
        }

        var person =
            new AuditActor(claims.Type, id) { Name = First(user, claims.Name), Email = First(user, claims.Email), Role = Roles(user) };
        return Acting(user) is { } acting ? new(claims.Type, acting) { OnBehalfOf = new(claims.Type, id) } : person;
    }

    /// <summary>The session.</summary>
    public string? SessionOf(ClaimsPrincipal? user) => user is null ? null : First(user, claims.Session);

    public static bool IsSignedIn(ClaimsPrincipal user)
    {
        foreach (var identity in user.Identities)
        {
            if (identity.IsAuthenticated)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The values of a claim in identities that are signed in.</summary>
    public static IEnumerable<string> Values(ClaimsPrincipal user, string type)
    {
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
            {
                continue;
            }

            foreach (var claim in identity.Claims)
            {
                if (claim.Type.Equals(type, StringComparison.OrdinalIgnoreCase) && claim.Value.Length > 0)
                {
                    yield return claim.Value;
                }
            }
        }
    }

    private static string? First(ClaimsPrincipal user, IList<string> types)
    {
        foreach (var type in types)
        {
            foreach (var identity in user.Identities)
            {
                if (identity.IsAuthenticated && identity.FindFirst(type)?.Value is { Length: > 0 } value)
                {
                    return value;
                }
            }
        }

        return null;
    }

    private string? Roles(ClaimsPrincipal user)
    {
        string? roles = null;
        foreach (var type in claims.Role)
        {
            foreach (var role in Values(user, type))
            {
                roles = roles is null ? role : $"{roles},{role}";
            }

            if (roles is not null)
            {
                break;
            }
        }

        return roles;
    }

    private string? Acting(ClaimsPrincipal user)
    {
        if (First(user, claims.Acting) is not { } json || json is not ['{', ..])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("sub", out var sub) && sub.ValueKind == JsonValueKind.String
                ? sub.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null; // Some other claim of that name.
        }
    }
}
