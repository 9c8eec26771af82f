using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>
/// Puts a request's run around an audited endpoint when it is chosen, of whatever kind it is and however it came by its metadata. Last of
/// the policies, so that what others put in an endpoint's place is seen.
/// </summary>
internal sealed class AuditMatcherPolicy(EndpointRunner runner) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> audited = [];

    public override int Order => 1_000_000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        for (var i = 0; i < endpoints.Count; i++)
        {
            if (AuditPlans.MayBeAudited(endpoints[i]))
            {
                return true;
            }
        }

        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint is { RequestDelegate: not null } endpoint
                && AuditPlans.MayBeAudited(endpoint))
            {
                candidates.ReplaceEndpoint(i, audited.GetValue(endpoint, Around), candidates[i].Values);
            }
        }

        return Task.CompletedTask;
    }

    private Endpoint Around(Endpoint endpoint)
    {
        var run = endpoint.RequestDelegate!; // Asked above.
        Task RunAsync(HttpContext context) => runner.RunAsync(context, endpoint, run);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(RunAsync, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(RunAsync, endpoint.Metadata, endpoint.DisplayName);
    }
}
