using System.Text.Encodings.Web;
using Cairn.Access;
using Cairn.Viewer.Endpoints;
using Cairn.Viewer.Models;
using Microsoft.AspNetCore.Antiforgery;

namespace Cairn.Server.Serving;

/// <summary>Signing in with an API key or a link's token, and out again.</summary>
internal static class SignInRoutes
{
    private const string SignIn = "/sign-in";
    private const string SignOut = "/sign-out";

    private static readonly CairnViewerOptions Look = new();

    /// <summary>Where a page's reader signs in, to come back to it.</summary>
    public static string To(HttpRequest request) =>
        $"{request.PathBase}{SignIn}?return={UrlEncoder.Default.Encode($"{request.PathBase}{request.Path}{request.QueryString}")}";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignIn, context => ShowAsync(context, isOut: false, hasFailed: false)).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(SignIn, SignInAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(SignOut, context => ShowAsync(context, isOut: true, hasFailed: false)).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(SignOut, SignOutAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task SignInAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (!await services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            await ShowAsync(context, isOut: false, hasFailed: false); // The page was open too long: a fresh one.
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var token = form["key"].ToString().Trim();
        if (services.GetRequiredService<ViewerSessions>().Find(token) is null
            && services.GetRequiredService<ApiKeyFile>().Find(token) is null)
        {
            await ShowAsync(context, isOut: false, hasFailed: true);
            return;
        }

        services.GetRequiredService<SignInCookie>().Write(context, token);
        context.Response.Redirect(Local(context.Request.Query["return"]) ?? $"{context.Request.PathBase}/");
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        if (await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            SignInCookie.Delete(context);
        }

        context.Response.Redirect($"{context.Request.PathBase}{SignIn}");
    }

    private static Task ShowAsync(HttpContext context, bool isOut, bool hasFailed)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var viewer = new ViewerContext { Root = context.Request.PathBase, Words = PageWriter.WordsOf(context), Options = Look };
        return PageWriter.WriteAsync<SignInPage, SignInModel>(
            context,
            viewer,
            viewer.Words[isOut ? "SignOut" : "SignIn"],
            new(isOut, hasFailed, Local(context.Request.Query["return"]), tokens.FormFieldName, tokens.RequestToken ?? ""),
            hasFailed ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK);
    }

    // A path of this site: what leads elsewhere is ignored.
    private static string? Local(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : null;
}

/// <summary>What the page for signing in and out shows.</summary>
internal sealed record SignInModel(bool IsOut, bool HasFailed, string? Return, string FieldName, string Token);
