using System.Diagnostics;
using System.Security.Claims;
using Cairn.AspNetCore.Tenancy;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Cairn.AspNetCore.Requests;

/// <summary>Reads a request's facts. What the host's own delegates get wrong costs their part and nothing else.</summary>
internal sealed class RequestReader(HttpCaptureOptions options, TenantResolver tenants, CaptureFailures failures)
{
    public ClaimActor Actors { get; } = new(options.Claims);

    public RequestFacts Read(HttpContext context, ClaimsPrincipal user, Endpoint? endpoint, string? operationId)
    {
        var actor = Actors.Of(user);
        return new()
        {
            Actor = actor.OnBehalfOf is null && options.OnBehalfOf is { } other
                ? actor with { OnBehalfOf = Asked(other, context, "OnBehalfOf") }
                : actor,
            Tenant = Tenant(context, user),
            Address = context.Connection.RemoteIpAddress, // As ASP.NET Core's own middleware for forwarded headers left it.
            UserAgent = context.Request.Headers.UserAgent is [{ Length: > 0 } agent, ..] ? agent : null,
            RequestId = context.TraceIdentifier,
            TraceId = Trace(context),
            SessionId = Actors.SessionOf(user) ?? (options.SessionId is { } session ? Asked(session, context, "SessionId") : null),
            OperationId = operationId,
            Route = RouteOf(endpoint),
            Method = context.Request.Method,
        };
    }

    /// <summary>The tenant where there is no request: what the claims say.</summary>
    public TenantFinding TenantOf(ClaimsPrincipal user) => tenants.Find(user);

    /// <summary>The endpoint that was chosen, also where an exception handler runs the request anew.</summary>
    public static Endpoint? EndpointOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint ?? context.GetEndpoint();

    public static string? RouteOf(Endpoint? endpoint) =>
        endpoint is RouteEndpoint route ? route.RoutePattern.RawText ?? route.DisplayName : endpoint?.DisplayName;

    private TenantFinding Tenant(HttpContext context, ClaimsPrincipal user)
    {
        try
        {
            return tenants.Find(context, user);
        }
        catch (Exception e)
        {
            failures.Tell("Tenant", e); // The host's code.
            return TenantFinding.None;
        }
    }

    private T? Asked<T>(Func<HttpContext, T?> ask, HttpContext context, string option)
        where T : class
    {
        try
        {
            return ask(context);
        }
        catch (Exception e)
        {
            failures.Tell(option, e); // The host's code.
            return null;
        }
    }

    // Where nobody traces there is no activity; the caller may still have told its trace.
    private static string? Trace(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return activity.TraceId.ToHexString();
        }

        return context.Request.Headers.TraceParent is [{ } parent] && ActivityContext.TryParse(parent, null, isRemote: true, out var trace)
            ? trace.TraceId.ToHexString()
            : null;
    }
}
