using Microsoft.AspNetCore.Http;

namespace Cairn;

/// <summary>
/// Whose log a request's events go to. Only what the host vouches for counts: a claim, or a delegate of its own. What a client
/// merely says, in a route or a header, counts where a claim or a delegate confirms it; else the event goes to <c>default</c>, with
/// what was said in its content.
/// </summary>
public sealed class TenantCapture
{
    internal List<string> ClaimTypes { get; } = [];

    internal List<string> RouteValues { get; } = [];

    internal List<string> Headers { get; } = [];

    internal Func<HttpContext, string?>? Named { get; private set; }

    internal Func<HttpContext, string, bool>? Confirms { get; private set; }

    /// <summary>
    /// Whether a request may begin the log of a tenant that has none. Off: such an event goes to <c>default</c> and is marked, so that
    /// nobody fills a store with logs. A log is begun by whatever is recorded through <see cref="IAuditLog.ForTenant"/>.
    /// </summary>
    public bool MayBeginLogs { get; set; }

    /// <summary>
    /// Takes the tenant from a claim, and lets it confirm what a route or a header says. Whoever has several such claims says in the route
    /// or header which one is meant.
    /// </summary>
    /// <param name="type">The claim's type, such as <c>tenant</c>.</param>
    public TenantCapture FromClaim(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ClaimTypes.Add(type);
        return this;
    }

    /// <summary>Takes the tenant from a route value, where it is confirmed.</summary>
    /// <param name="name">Its name, such as <c>club</c> in <c>/clubs/{club}/members</c>.</param>
    public TenantCapture FromRoute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RouteValues.Add(name);
        return this;
    }

    /// <summary>Takes the tenant from a header, where it is confirmed.</summary>
    /// <param name="name">Its name, such as <c>X-Tenant</c>.</param>
    public TenantCapture FromHeader(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Headers.Add(name);
        return this;
    }

    /// <summary>
    /// Takes the tenant from the host's own code, which vouches for it. <see langword="null"/>: it is taken from elsewhere. Quick, and
    /// called whenever an event is recorded.
    /// </summary>
    public TenantCapture From(Func<HttpContext, string?> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        Named = named;
        return this;
    }

    /// <summary>
    /// Lets the host's own code say whether a tenant in a route or header is the client's. Quick, and called whenever an event is recorded.
    /// </summary>
    public TenantCapture ConfirmedBy(Func<HttpContext, string, bool> confirms)
    {
        ArgumentNullException.ThrowIfNull(confirms);
        Confirms = confirms;
        return this;
    }

    internal bool IsUsed => Named is not null || ClaimTypes.Count > 0 || IsSaid;

    /// <summary>Whether a client says it.</summary>
    internal bool IsSaid => RouteValues.Count > 0 || Headers.Count > 0;

    /// <summary>Whether what a client says can ever count.</summary>
    internal bool CanBeConfirmed => Confirms is not null || ClaimTypes.Count > 0;
}
