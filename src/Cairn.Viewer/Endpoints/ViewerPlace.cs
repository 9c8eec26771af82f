using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cairn.Viewer.Endpoints;

/// <summary>Where the viewer is mounted, as the browser sees it: links begin with it.</summary>
internal static class ViewerPlace
{
    /// <summary>The path without a slash at its end: of the host behind its proxy, its groups and the prefix.</summary>
    public static string Of(HttpContext context, string pattern)
    {
        var whole = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? pattern;
        var own = Segments(whole).Length - Segments(pattern).Length;
        var mounted = Segments(context.Request.Path.ToUriComponent()).Take(own).Select(segment => $"/{segment}");
        return string.Concat([context.Request.PathBase.ToUriComponent().TrimEnd('/'), .. mounted]);
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
