using Cairn.AspNetCore.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cairn;

/// <summary>Lets an ASP.NET Core application answer questions about its audit log over HTTP.</summary>
public static class CairnApiBuilderExtensions
{
    /// <summary>Adds what <see cref="CairnApiEndpointRouteBuilderExtensions.MapCairnApi"/> needs.</summary>
    /// <param name="cairn">The audit log.</param>
    /// <param name="configure">Who may do what.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static CairnBuilder AddApi(this CairnBuilder cairn, Action<CairnApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        var services = cairn.Services;
        var options = services.FirstOrDefault(s => s.ServiceType == typeof(CairnApiOptions))?.ImplementationInstance as CairnApiOptions;
        var isNew = options is null;
        options ??= new();
        configure?.Invoke(options);
        options.Validate();
        if (isNew)
        {
            services.AddRouting();
            services.AddSingleton(options);
            services.AddSingleton<AccessResolver>();
            services.AddSingleton<ReadingTrace>();
            services.AddTransient<IStartupFilter, ApiStartCheck>();
        }

        return cairn;
    }
}

/// <summary>Maps the HTTP API of the audit log.</summary>
public static class CairnApiEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the API: recording, lists, entries, proofs, counts, statistics, export, tail, actions, the signed tree, and its description
    /// in <c>openapi.json</c>. Say who may call it: <c>app.MapCairnApi().RequireAuthorization()</c>; without that the application does
    /// not start. What a caller may then do is said by <see cref="CairnApiOptions"/>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where: <c>/api/v1</c>.</param>
    /// <exception cref="InvalidOperationException"><c>AddApi</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCairnApi(this IEndpointRouteBuilder endpoints, string prefix = "/api/v1")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapApiRoutes(prefix, ApiRoute.All);
        group.MapGet("/openapi.json", OpenApi.WriteAsync).WithMetadata(new OpenApi.Mark());
        return group;
    }

    /// <summary>Maps routes of the API that a host adds.</summary>
    internal static RouteGroupBuilder MapApiRoutes(this IEndpointRouteBuilder endpoints, string prefix, IEnumerable<ApiRoute> routes)
    {
        var options = OptionsOf(endpoints);
        var group = endpoints.MapGroup(prefix);
        foreach (var route in routes)
        {
            var endpoint = group.MapMethods(route.Pattern, [route.Method], context => ApiCall.RunAsync(context, route, options))
                .WithMetadata(route).WithDisplayName($"{route.Method} {prefix}{route.Pattern}");
            if (route.MayBePublic && options.IsTreePublic)
            {
                endpoint.Finally(AllowAnybody); // Whatever the host asks of the group.
            }
        }

        return group;
    }

    /// <summary>
    /// Maps the list of entries alone, newest first, each with its actor's name and e-mail address: <c>GET {prefix}</c> for the caller's
    /// tenant, and <c>GET {organizations}/{tenant}/audit</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where: <c>/api/audit</c>.</param>
    /// <param name="organizations">Where the tenants are; behind it comes the tenant's name.</param>
    /// <param name="least">What the caller must be at least.</param>
    /// <exception cref="InvalidOperationException"><c>AddApi</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCairnAudit(
        this IEndpointRouteBuilder endpoints,
        string prefix = "/api/audit",
        string organizations = "/api/organizations",
        AuditRole least = AuditRole.Viewer)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = OptionsOf(endpoints);
        var route = AuditListEndpoint.Route(least);
        var group = endpoints.MapGroup("");
        foreach (var pattern in (string[])[prefix, $"{organizations.TrimEnd('/')}/{{tenant}}/audit"])
        {
            group.MapMethods(pattern, [route.Method], context => ApiCall.RunAsync(context, route, options))
                .WithMetadata(route).WithDisplayName($"{route.Method} {pattern}");
        }

        return group;
    }

    private static CairnApiOptions OptionsOf(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<CairnApiOptions>() ?? throw new InvalidOperationException(
            "The audit log's API needs its services: services.AddCairn(cairn => cairn.UseSqlite(\"audit.db\").AddApi()).");

    private static void AllowAnybody(EndpointBuilder endpoint)
    {
        foreach (var asked in endpoint.Metadata.OfType<IAuthorizeData>().Cast<object>()
            .Concat(endpoint.Metadata.OfType<AuthorizationPolicy>()).ToList())
        {
            endpoint.Metadata.Remove(asked);
        }

        endpoint.Metadata.Add(new AllowAnonymousAttribute());
    }
}

/// <summary>Refuses to start an application whose audit log anybody on the network could ask.</summary>
internal sealed class ApiStartCheck(IServiceProvider services) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var open = (services.GetService<EndpointDataSource>()?.Endpoints ?? [])
            .Where(e => e.Metadata.GetMetadata<ApiRoute>() is not null && !IsGuarded(e)).Select(e => e.DisplayName).ToList();
        if (open.Count > 0)
        {
            throw new InvalidOperationException(
                $"Nothing says who may call the audit log's API or see its pages ({string.Join(", ", open.Take(3))}…): "
                + "app.MapCairnApi().RequireAuthorization(), app.MapCairnViewer().RequireAuthorization().");
        }
    };

    private bool IsGuarded(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ApiRoute>() is { MayBePublic: true } &&
        services.GetRequiredService<CairnApiOptions>().IsTreePublic
        || (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && (endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
                || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null
                || services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null));
}
