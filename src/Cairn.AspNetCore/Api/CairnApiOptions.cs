using Microsoft.AspNetCore.Http;

namespace Cairn;

/// <summary>How the HTTP API of the audit log answers, and to whom.</summary>
public sealed class CairnApiOptions
{
    /// <summary>
    /// The claims that say what a caller may do here: names of <see cref="AuditRole"/> in lower case, or names in <see cref="Roles"/>.
    /// </summary>
    public IList<string> RoleClaims { get; } = ["cairn_role"];

    /// <summary>
    /// What the host's own roles may do (<see cref="ActorClaims.Role"/> has their claims): <c>api.Roles["Club admin"] = AuditRole.Viewer</c>.
    /// A role that is not named here may do nothing, whatever it is called.
    /// </summary>
    public IDictionary<string, AuditRole> Roles { get; } = new Dictionary<string, AuditRole>(StringComparer.Ordinal);

    /// <summary>The claims that say in which tenants; a caller may have several. <c>*</c> in one is no tenant.</summary>
    public IList<string> TenantClaims { get; } = ["cairn_tenant"];

    /// <summary>
    /// The tenant of every caller who has a role, for a host without tenants: <c>default</c>. <see langword="null"/>: a caller without
    /// a claim reads nothing.
    /// </summary>
    public string? Tenant { get; set; }

    /// <summary>
    /// Says what a caller may, in place of the claims; <see langword="null"/> from it: nothing. It is asked once for each request, after
    /// the host's own authorization.
    /// </summary>
    public Func<HttpContext, AuditAccess?>? Access { get; set; }

    /// <summary>Which claims say who a caller is.</summary>
    public ActorClaims Actor { get; } = new();

    /// <summary>How many bytes one request may bring: 5 MiB.</summary>
    public int MostBytes { get; set; } = 5 << 20;

    /// <summary>How many events one request may bring: 1,000.</summary>
    public int MostEvents { get; set; } = 1_000;

    /// <summary>How long a page may be searched for where no index leads to its entries: then it comes back short.</summary>
    public TimeSpan SearchTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether checkpoint, verifier key and hash tiles are anybody's to read, so that they can be cached. They show no entry, and how
    /// many entries there are.
    /// </summary>
    public bool IsTreePublic { get; set; }

    /// <exception cref="ArgumentException">An option is not valid.</exception>
    internal void Validate()
    {
        Require(MostBytes is >= 1 << 10 and <= 1 << 30, nameof(MostBytes), "1 KiB to 1 GiB");
        Require(MostEvents is >= 1 and <= 10_000, nameof(MostEvents), "1 to 10,000");
        Require(SearchTime > TimeSpan.Zero && SearchTime <= TimeSpan.FromMinutes(5), nameof(SearchTime),
            "more than zero, at most 5 minutes");
        Require(Tenant is null || Primitives.Grammar.IsTenant(Tenant), nameof(Tenant), "a tenant, such as default");
    }

    private static void Require(bool condition, string name, string takes)
    {
        if (!condition)
        {
            throw new ArgumentException($"CairnApiOptions.{name} is not valid: it takes {takes}.");
        }
    }
}
