using System.Security.Claims;
using Cairn.AspNetCore.Requests;
using Cairn.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cairn.AspNetCore.Tenancy;

/// <summary>Whose request it is, by what the host vouches for.</summary>
internal sealed class TenantResolver(TenantCapture options, TenantDirectory directory)
{
    public TenantFinding Find(HttpContext context, ClaimsPrincipal user) => options.IsUsed ? Resolve(context, user) : TenantFinding.None;

    /// <summary>Where there is no request: what the claims say.</summary>
    public TenantFinding Find(ClaimsPrincipal user) => Vouched(Vouchers(user));

    private TenantFinding Resolve(HttpContext context, ClaimsPrincipal user)
    {
        if (options.Named?.Invoke(context) is { Length: > 0 } named)
        {
            return Confirmed(named);
        }

        var vouched = Vouchers(user);
        if (Said(context) is { Length: > 0 } said)
        {
            return vouched.Contains(said) || options.Confirms?.Invoke(context, said) == true ? Confirmed(said) : new(null, said);
        }

        return Vouched(vouched);
    }

    private List<string> Vouchers(ClaimsPrincipal user) =>
        [.. options.ClaimTypes.SelectMany(type => ClaimActor.Values(user, type)).Distinct(StringComparer.Ordinal)];

    private TenantFinding Vouched(List<string> vouched) => vouched.Count switch
    {
        0 => TenantFinding.None,
        1 => Confirmed(vouched[0]),
        _ => new(null, string.Join(", ", vouched)), // Which one is not said.
    };

    private TenantFinding Confirmed(string tenant)
    {
        if (!Grammar.IsTenant(tenant))
        {
            return new(null, tenant);
        }

        return options.MayBeginLogs || directory.Has(tenant) ? new(tenant, null) : new(null, tenant, IsWithoutLog: true);
    }

    private string? Said(HttpContext context)
    {
        foreach (var name in options.RouteValues)
        {
            if (context.GetRouteValue(name)?.ToString() is { Length: > 0 } value)
            {
                return value;
            }
        }

        foreach (var name in options.Headers)
        {
            if (context.Request.Headers[name] is [{ Length: > 0 } value])
            {
                return value;
            }
        }

        return null;
    }
}
