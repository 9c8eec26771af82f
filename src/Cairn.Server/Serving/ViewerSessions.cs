using System.Security.Cryptography;
using System.Text.Json;
using Cairn.Access;
using Microsoft.AspNetCore.DataProtection;

namespace Cairn.Server.Serving;

/// <summary>
/// Short-lived tokens for one tenant's page inside somebody's application. A token says all that it permits, encrypted and
/// authenticated; nothing of it is stored.
/// </summary>
internal sealed class ViewerSessions(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Prefix = "cairn_view_";

    private readonly IDataProtector protector = protection.CreateProtector("Cairn.ViewerSessions.v1");

    /// <summary>Makes a token.</summary>
    public string Make(AuditAccess access, TimeSpan lasts)
    {
        var session = new Session(
            access.Actor.Type,
            access.Actor.Id,
            access.Actor.Name,
            [.. access.Roles.Select(RoleTable.Name)],
            [.. access.Tenants],
            access.Within,
            (clock.GetUtcNow() + lasts).ToUnixTimeSeconds());
        return Prefix + protector.Protect(JsonSerializer.Serialize(session, ServingJson.Default.Session));
    }

    /// <summary>What a token permits; <see langword="null"/>: it is none, or it has expired.</summary>
    public AuditAccess? Find(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var session = JsonSerializer.Deserialize(protector.Unprotect(token[Prefix.Length..]), ServingJson.Default.Session);
            return session is null || session.Until <= clock.GetUtcNow().ToUnixTimeSeconds() ? null : new()
            {
                Actor = new(session.Type, session.Id) { Name = session.Name },
                Roles = [.. session.Roles.Select(RoleTable.Parse).OfType<AuditRole>()],
                Tenants = session.Tenants,
                Within = session.Within,
            };
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    internal sealed record Session(string Type, string? Id, string? Name, string[] Roles, string[] Tenants, string? Within, long Until);
}
