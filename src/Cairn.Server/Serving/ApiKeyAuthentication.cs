using System.Security.Claims;
using System.Text.Encodings.Web;
using Cairn.Access;
using Cairn.AspNetCore.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cairn.Server.Serving;

/// <summary>Signs in whoever sends an API key or a link's token: <c>Authorization: Bearer cairn_…</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyFile keys,
    KeyUse use,
    ViewerSessions sessions)
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
        if (TokenOf(Request) is not { } token || !IsOurs(token))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var access = sessions.Find(token);
        if (access is null && keys.Find(token) is { } key)
        {
            use.See(key.Id);
            access = key.Access;
        }

        return Task.FromResult(access is null
            ? AuthenticateResult.Fail("The key or link is not known, or it has expired or was revoked.")
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new CairnIdentity(access, Name)), Scheme.Name)));
    }
}
