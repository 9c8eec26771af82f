using Cairn.AspNetCore.Circuits;
using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Hosting;
using Cairn.AspNetCore.Identity;
using Cairn.AspNetCore.Hubs;
using Cairn.AspNetCore.Integration;
using Cairn.AspNetCore.Refusals;
using Cairn.AspNetCore.Requests;
using Cairn.AspNetCore.SignIn;
using Cairn.AspNetCore.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cairn;

/// <summary>Lets an ASP.NET Core application record itself.</summary>
public static class CairnHttpBuilderExtensions
{
    /// <summary>
    /// Every event carries the request it was recorded in; sign-ins, sign-outs, refusals, rejections by the rate limiter and unhandled
    /// exceptions record themselves; endpoints with <c>.Audit(…)</c> are recorded. It needs <c>app.UseCairn()</c>.
    /// </summary>
    /// <param name="cairn">The audit log.</param>
    /// <param name="configure">What is recorded, and how.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static CairnBuilder CaptureHttp(this CairnBuilder cairn, Action<HttpCaptureOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        var services = cairn.Services;
        var options =
            services.FirstOrDefault(s => s.ServiceType == typeof(HttpCaptureOptions))?.ImplementationInstance as HttpCaptureOptions;
        var isNew = options is null;
        options ??= new();
        configure?.Invoke(options);
        options.Validate();
        if (isNew)
        {
            cairn.Configure(Declare);
            services.AddSingleton(options);
            var state = new CaptureState(services);
            services.AddSingleton(state);
            AddRequests(services);
            AddEndpoints(services);
            state.Decorated.AddRange(AddSignIn(services));
            IdentityCapture.Replace(services);
        }

        return cairn;
    }

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetRequiredService<CairnOptions>().Clock;

    private static void Declare(CairnOptions options)
    {
        var known = options.Actions.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var action in HttpActions.All.Where(a => !known.Contains(a.Name)))
        {
            options.Actions.Add(action);
        }
    }

    private static void AddRequests(IServiceCollection services)
    {
        services.AddSingleton<StartCheck>();
        services.AddSingleton<RequestFlow>();
        services.AddSingleton<IAuditEnricher, CaptureEnricher>();
        services.AddSingleton(provider => new CaptureFailures(provider, ClockOf(provider)));
        services.AddSingleton(provider => new TenantDirectory(provider, ClockOf(provider)));
        services.AddSingleton(provider => new TenantResolver(
            provider.GetRequiredService<HttpCaptureOptions>().Tenant, provider.GetRequiredService<TenantDirectory>()));
        services.AddSingleton<RequestReader>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RequestEnding>(provider, ClockOf(provider)));
        services.AddSingleton(provider => new RefusalFolder(
            provider.GetRequiredService<HttpCaptureOptions>(), provider.GetRequiredService<IAuditLog>(), ClockOf(provider)));
        services.AddHostedService<CaptureService>();
        services.AddTransient<IStartupFilter, CaptureStartup>();
        services.AddSingleton<IPostConfigureOptions<RateLimiterOptions>, RateLimiterCapture>();
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<AuditPlans>();
        services.AddSingleton<EndpointCheck>();
        services.AddSingleton<EndpointRunner>();
        services.AddSingleton<MvcCallFilter>();
        services.AddScoped<RequestNotes>();
        services.AddScoped<IAuditScope>(provider => provider.GetRequiredService<RequestNotes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, AuditMatcherPolicy>());
        services.AddSingleton<AuditHubFilter>();
        services.AddScoped<CircuitHandler, AuditCircuitHandler>();
        services.Configure<HubOptions>(hubs => hubs.AddFilter<AuditHubFilter>());
        services.Configure<MvcOptions>(mvc => mvc.Filters.AddService<MvcCallFilter>());
    }

    private static ServiceDescriptor[] AddSignIn(IServiceCollection services)
    {
        services.AddSingleton<SignInTelling>();
        services.AddSingleton(typeof(IPostConfigureOptions<>), typeof(RemoteSignInCapture<>));
        return
        [
            services.Decorate<IAuthenticationService>(
                (provider, inner) => new AuditedAuthentication(inner, provider.GetRequiredService<SignInTelling>()),
                s => s.AddAuthenticationCore()),
            services.Decorate<IAuthorizationService>(
                (provider, inner) => new AuditedAuthorization(inner, provider.GetRequiredService<RequestFlow>()),
                s => s.AddAuthorizationCore()),
            services.Decorate<IAuthorizationMiddlewareResultHandler>(
                (provider, inner) => new AuditedAuthorizationResults(inner, provider.GetRequiredService<RequestFlow>()),
                s => s.AddAuthorization()),
        ];
    }
}
