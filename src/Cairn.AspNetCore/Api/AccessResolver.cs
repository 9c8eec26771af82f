using System.Security.Claims;
using Cairn.Access;
using Cairn.AspNetCore.Requests;
using Cairn.Primitives;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>What a caller may, by the claims the host's authentication vouches for, or by the host's own word.</summary>
internal sealed class AccessResolver(CairnApiOptions options)
{
    private readonly ClaimActor actors = new(options.Actor);

    /// <summary>What the caller may; <see langword="null"/>: nothing.</summary>
    public AuditAccess? Of(HttpContext context) => options.Access is { } own ? own(context)
        : context.User.Identities.OfType<CairnIdentity>().FirstOrDefault() is { } ours ? ours.Access
        : ClaimActor.IsSignedIn(context.User) ? Of(context.User)
        : null;

    private AuditAccess? Of(ClaimsPrincipal user)
    {
        // A role of the host's own that happens to be called administrator is none here, unless the host says so.
        AuditRole[] roles =
        [
            .. options.RoleClaims.SelectMany(type => ClaimActor.Values(user, type)).Select(name => Mapped(name) ?? RoleTable.Parse(name))
                .Concat(options.Actor.Role.SelectMany(type => ClaimActor.Values(user, type)).Select(Mapped))
                .OfType<AuditRole>().Distinct(),
        ];
        return roles.Length == 0 ? null : new()
        {
            Actor = actors.Of(user),
            Roles = roles,
            Tenants = options.Tenant is { } one
                ? [one]
                : [.. options.TenantClaims.SelectMany(type => ClaimActor.Values(user, type))
                    .Where(Grammar.IsTenant).Distinct(StringComparer.Ordinal)],
        };
    }

    private AuditRole? Mapped(string name) => options.Roles.TryGetValue(name, out var role) ? role : null;
}

/// <summary>An identity that Cairn's own authentication made: of an API key, or of a link to the viewer. No token of another issuer is one.</summary>
internal sealed class CairnIdentity : ClaimsIdentity
{
    private readonly string scheme;
    private readonly Func<bool> isGood;

    /// <param name="access">What it permits.</param>
    /// <param name="scheme">Who made it.</param>
    /// <param name="isGood">Whether its key or link still counts: asked while an answer goes on for long.</param>
    public CairnIdentity(AuditAccess access, string scheme, Func<bool> isGood) : base(scheme)
    {
        (Access, this.scheme, this.isGood) = (access, scheme, isGood);
        AddClaim(new(DefaultNameClaimType, access.Actor.Name ?? access.Actor.Id ?? ""));
        AddClaims(access.Roles.Select(r => new Claim(DefaultRoleClaimType, RoleTable.Name(r))));
    }

    public AuditAccess Access { get; }

    public bool IsGood => isGood();

    public override ClaimsIdentity Clone() => new CairnIdentity(Access, scheme, isGood);
}
