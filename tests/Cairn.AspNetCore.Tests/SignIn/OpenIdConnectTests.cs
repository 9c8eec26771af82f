using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Cairn.AspNetCore.Tests;

/// <summary>Sign-ins at an OpenID Connect provider that come to nothing.</summary>
public sealed class OpenIdConnectTests
{
    [Fact]
    [Trait("Requirement", "CLUBS-1")]
    public async Task An_answer_that_is_not_ours_is_a_failed_sign_in()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/signin-oidc?error=server_error&state=forged");
        var e = await host.SoonAsync("login.failed");
        Assert.Equal((AuditResult.Failure, AuditActor.Anonymous, "oidc"), (e.Outcome.Result, e.Actor, ContextTests.Member(e, "scheme")));
    }

    [Fact]
    public async Task Going_to_the_provider_is_no_refusal()
    {
        await using var host = await StartAsync();
        var response = await host.GetAsync("/go");
        Assert.Equal("id.example.com", response.Headers.Location!.Host);
        await host.StopAsync();
        Assert.Empty(host.Log.Events);
    }

    private static Task<WebHost> StartAsync() => WebHost.StartAsync(
        app => app.MapGet("/go", () => Results.Challenge(null, ["oidc"])),
        services: s => s.AddAuthentication("cookie").AddCookie("cookie").AddOpenIdConnect("oidc", o =>
        {
            (o.ClientId, o.ClientSecret, o.Authority) = ("us", "unused", "https://id.example.com");
            o.Configuration = new OpenIdConnectConfiguration
            {
                AuthorizationEndpoint = "https://id.example.com/authorize",
                Issuer = "https://id.example.com"
            };
        }));
}
