using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cairn.AspNetCore.Tests;

/// <summary>Signs in whom the header <c>X-User</c> names, with the claims of <c>X-Claims</c>: <c>type=value;type=value</c>.</summary>
internal sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication("Header").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("Header", null);
        services.AddAuthorization(a => a.AddPolicy("Admins", p => p.RequireRole("admin")));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-User"] is not [{ } user])
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var claims = Request.Headers["X-Claims"].ToString()
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(c => new Claim(c.Split('=')[0], c.Split('=')[1]));
        var identity = new ClaimsIdentity([new("sub", user), .. claims], "Header", "name", "role");
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
    }
}
