using Cairn.AspNetCore.Api;
using Cairn.Viewer;
using Cairn.Viewer.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn;

/// <summary>Shows the audit log to people.</summary>
public static class CairnViewerEndpointRouteBuilderExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the viewer: the list, search, each entry, histories and an overview. Say who may see it:
    /// <c>app.MapCairnViewer("/audit").RequireAuthorization()</c>; without that the application does not start. What a caller then sees
    /// is said by <see cref="CairnApiOptions"/>, and every reading is recorded, as with the API.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where: <c>/audit</c>; <c>/</c>: at the root.</param>
    /// <param name="configure">How it looks.</param>
    /// <exception cref="InvalidOperationException"><c>AddApi</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCairnViewer(
        this IEndpointRouteBuilder endpoints, string prefix = "/audit", Action<CairnViewerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var api = endpoints.ServiceProvider.GetService<CairnApiOptions>() ?? throw new InvalidOperationException(
            "The viewer reads through the audit log's API services: services.AddCairn(cairn => cairn.UseSqlite(\"audit.db\").AddApi()).");
        var options = new CairnViewerOptions();
        configure?.Invoke(options);
        var group = endpoints.MapGroup(prefix == "/" ? "" : prefix.TrimEnd('/'));
        foreach (var route in ViewerRoutes.All(options))
        {
            group.MapMethods(route.Pattern, Reading, context => ApiCall.RunAsync(context, route, api))
                .WithMetadata(route).WithDisplayName($"{prefix}{route.Pattern}").ExcludeFromDescription();
        }

        // How the pages look shows nothing of the log, and the page of a host's sign-in may use it.
        group.MapMethods(Asset.Pattern, Reading, Asset.WriteAsync).ExcludeFromDescription()
            .Finally(endpoint => endpoint.Metadata.Add(new AllowAnonymousAttribute()));
        return group;
    }
}
