using Cairn.AspNetCore.Hubs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>Looks at the start whether every audited endpoint can be recorded as it asks.</summary>
internal sealed class EndpointCheck(IServiceProvider services, AuditPlans plans)
{
    /// <exception cref="InvalidOperationException">Some cannot; the message names them all.</exception>
    public void Run()
    {
        var endpoints = services.GetService<EndpointDataSource>()?.Endpoints ?? [];
        var problems = endpoints.Where(AuditPlans.MayBeAudited).SelectMany(Problems)
            .Concat(endpoints.Select(e => e.Metadata.GetMetadata<HubMetadata>()).OfType<HubMetadata>().SelectMany(
                h => HubMethods.Problems(h.HubType, plans))).Distinct(StringComparer.Ordinal).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"Endpoints cannot be audited as they ask. {string.Join(" ", problems)}");
        }
    }

    private IEnumerable<string> Problems(Endpoint endpoint)
    {
        AuditPlan? plan = null;
        string? problem = null;
        try
        {
            plan = plans.Find(endpoint, HttpMethods.Post);
        }
        catch (ArgumentException e)
        {
            problem = e.Message;
        }

        var found = problem is null ? (plan?.Places ?? []).Select(p => Problem(endpoint, p)).OfType<string>() : [problem];
        return found.Select(p => $"{endpoint.DisplayName}: {p}.");
    }

    private static string? Problem(Endpoint endpoint, TemplatePlace place) => place.Source switch
    {
        PlaceSource.Route when endpoint is RouteEndpoint route && !IsIn(route, place.Name) =>
            $"the route {route.RoutePattern.RawText} has no value '{place.Name}'",
        PlaceSource.Argument or PlaceSource.Result when !IsSeen(endpoint) =>
            "an attribute on a minimal API's handler does not see arguments and results; write .Audit(…) behind Map… instead",
        PlaceSource.Argument when endpoint.Metadata.GetMetadata<ActionDescriptor>() is { Parameters: { Count: > 0 } parameters }
            && !parameters.Any(p => string.Equals(p.Name, place.Name, StringComparison.OrdinalIgnoreCase)) =>
                $"there is no argument '{place.Name}'",
        PlaceSource.Argument when endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>() is { } handler
            && !handler.GetParameters().Any(p => string.Equals(p.Name, place.Name, StringComparison.OrdinalIgnoreCase)) =>
                $"there is no argument '{place.Name}'",
        _ => null,
    };

    // Controllers have values of the pattern's defaults, too.
    private static bool IsIn(RouteEndpoint route, string name) => route.RoutePattern.GetParameter(name) is not null
        || route.RoutePattern.Defaults.ContainsKey(name)
        || route.RoutePattern.RequiredValues.ContainsKey(name);

    private static bool IsSeen(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<CallFilter.CallSeen>() is not null || endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null;
}
