using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>The plans of the endpoints that are audited, made once each.</summary>
internal sealed class AuditPlans(CairnOptions options)
{
    private readonly ConditionalWeakTable<Endpoint, AuditPlan> given = [];
    private readonly ConcurrentDictionary<(string Route, string Method, string Category), AuditPlan> conventional = [];

    /// <summary>Whether an endpoint is, or may be, audited.</summary>
    public static bool MayBeAudited(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAudited>() is not null || endpoint.Metadata.GetMetadata<AuditedByConvention>() is not null;

    /// <summary>The plan for a request; <see langword="null"/>: it is not audited.</summary>
    /// <exception cref="ArgumentException">It cannot be recorded as it is asked for.</exception>
    public AuditPlan? Find(Endpoint? endpoint, string method)
    {
        if (endpoint?.Metadata.GetMetadata<IAudited>() is { } audited)
        {
            return given.GetValue(endpoint, _ => Plan(audited));
        }

        return endpoint is RouteEndpoint route && endpoint.Metadata.GetMetadata<AuditedByConvention>() is { } convention && IsUnsafe(method)
            ? conventional.GetOrAdd(
                (route.RoutePattern.RawText ?? "", method.ToUpperInvariant(), convention.Category),
                key => ByConvention(route, key.Method, key.Category))
            : null;
    }

    /// <summary>The plan of something that is called by name.</summary>
    /// <exception cref="ArgumentException">As above.</exception>
    public AuditPlan Plan(IAudited audited) => AuditPlan.Of(Action(audited), audited.Target, audited.Reason);

    private static bool IsUnsafe(string method) =>
        !(HttpMethods.IsGet(method)
            || HttpMethods.IsHead(method)
            || HttpMethods.IsOptions(method)
            || HttpMethods.IsTrace(method)
            || HttpMethods.IsConnect(method));

    private AuditAction Action(IAudited audited)
    {
        var known = options.Intake.Catalog.Find(audited.Action);
        return (audited.Declared, known) switch
        {
            (null, null) =>
                throw new ArgumentException($"the action '{audited.Action}' is declared nowhere: add it to CairnOptions.Actions"),
            ({ } declared, { } other) when declared != other =>
                throw new ArgumentException($"the action '{audited.Action}' is declared twice, with different words"),
            _ => audited.Declared ?? known!, // One of them is there.
        };
    }

    private AuditPlan ByConvention(RouteEndpoint endpoint, string method, string category)
    {
        var (name, sentence, target) = RouteConvention.Of(endpoint.RoutePattern, method);
        return AuditPlan.Of(options.Intake.Catalog.Find(name) ?? new AuditAction(name, category, sentence), target, null);
    }
}
