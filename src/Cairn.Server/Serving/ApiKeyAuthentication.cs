using System.Security.Claims;
using System.Text.Encodings.Web;
using Cairn.Access;
using Cairn.AspNetCore.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cairn.Server.Serving;

/// <summary>
/// Signs in whoever sends an API key or a link's token: <c>Authorization: Bearer cairn_…</c>, or the cookie that signing in with one left.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyFile keys,
    KeyUse use,
    ViewerSessions sessions,
    SignInCookie cookie)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ApiKey";

    private const string Bearer = "Bearer ";

    /// <summary>The token of a request; <see langword="null"/>: it has none.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    /// <summary>Whether it is one of ours, by its look: then no issuer is asked.</summary>
    public static bool IsOurs(string? token) => token?.StartsWith("cairn_", StringComparison.Ordinal) == true;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if ((TokenOf(Request) ?? cookie.Read(Request)) is not { } token || !IsOurs(token))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var access = AccessOf(token);
        return Task.FromResult(access is null
            ? AuthenticateResult.Fail("The key or link is not known, or it has expired or was revoked.")
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new CairnIdentity(access, Name, () => AccessOf(token) is not null)), Scheme.Name)));
    }

    /// <summary>What a key or a link's token permits; <see langword="null"/>: it is none, or none any more.</summary>
    private AuditAccess? AccessOf(string token)
    {
        if (sessions.Find(token) is { } session)
        {
            return session;
        }

        if (keys.Find(token) is not { } key)
        {
            return null;
        }

        use.See(key.Id);
        return key.Access;
    }

    /// <summary>A person is shown where to sign in.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!HttpMethods.IsGet(Request.Method) || Request.Headers.Authorization.Count > 0
            || !Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            return base.HandleChallengeAsync(properties);
        }

        Response.Redirect(SignInRoutes.To(Request));
        return Task.CompletedTask;
    }
}
