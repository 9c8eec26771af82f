namespace Cairn.Server.Demo;

/// <summary>
/// Answers only who asks this machine by its own name, and says to the browser what a page may do: nothing but show itself.
/// </summary>
internal static class LoopbackGuard
{
    private const string Policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public static void UseLoopbackGuard(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";

        // A foreign name that leads to this machine is how a page of somebody else's would read the log (DNS rebinding).
        if (Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            $"This server answers only as localhost, not under another name. Ask for http://localhost:{context.Connection.LocalPort}/\n");
    });
}
