using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.SignIn;

/// <summary>
/// Sees who signs in and out and which credentials are refused: the one door that cookie, bearer, OpenID Connect and
/// every other handler passes.
/// </summary>
internal sealed class AuditedAuthentication(IAuthenticationService inner, SignInTelling telling) : IAuthenticationService
{
    public async Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        var result = await inner.AuthenticateAsync(context, scheme).ConfigureAwait(false);
        if (result.Failure is { } failure)
        {
            telling.Refused(scheme, failure);
        }

        return result;
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        inner.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        telling.Forbidden();
        return inner.ForbidAsync(context, scheme, properties);
    }

    public async Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        await inner.SignInAsync(context, scheme, principal, properties).ConfigureAwait(false);
        telling.SignedIn(context, scheme, principal);
    }

    public async Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.SignOutAsync(context, scheme, properties).ConfigureAwait(false);
        telling.SignedOut(context, scheme);
    }
}
