using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Cairn.AspNetCore.Tests;

/// <summary>Who signs in and out, by cookie.</summary>
public sealed class SignInTests
{
    [Fact]
    [Trait("Requirement", "CLUBS-1")]
    [Trait("Requirement", "CLINIC-3")]
    public async Task Signing_in_and_out_is_recorded_by_whoever_did_it()
    {
        await using var host = await WebHost.StartAsync(Map, services: AddCookies);
        await host.GetAsync("/sign-in/ada");
        await host.GetAsync("/sign-out");
        var (signedIn, signedOut) = (await host.SoonAsync("login.succeeded"), await host.SoonAsync("session.ended"));
        Assert.Equal(("ada", "Ada"), (signedIn.Actor.Id, signedIn.Actor.Name));
        Assert.Equal(("ada", "Ada"), (signedOut.Actor.Id, signedOut.Actor.Name));
        Assert.Equal("127.0.0.1", signedIn.Context.Ip);
    }

    [Fact]
    public async Task What_is_recorded_after_signing_in_is_by_whoever_signed_in()
    {
        await using var host = await WebHost.StartAsync(Map, services: AddCookies);
        await host.GetAsync("/sign-in/ada");
        Assert.Equal("ada", (await host.SoonAsync("welcome.shown")).Actor.Id);
    }

    [Fact]
    public async Task A_session_that_is_renewed_is_no_sign_in()
    {
        await using var host = await WebHost.StartAsync(Map, services: AddCookies);
        await host.GetAsync("/sign-in/ada");
        await host.GetAsync("/sign-in/ada");
        await host.StopAsync();
        Assert.Single(host.Log.All("login.succeeded"));
    }

    [Fact]
    public async Task Signing_out_of_nothing_is_not_recorded()
    {
        await using var host = await WebHost.StartAsync(Map, services: AddCookies);
        await host.GetAsync("/sign-out");
        await host.StopAsync();
        Assert.Empty(host.Log.All("session.ended"));
    }

    internal static void AddCookies(IServiceCollection services)
    {
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddAuthorization(a => a.AddPolicy("Admins", p => p.RequireRole("admin")));
    }

    internal static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/{id}", async (string id, HttpContext context, IAuditLog audit) =>
        {
            await context.SignInAsync(new(new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Name, $"{char.ToUpperInvariant(id[0])}{id[1..]}")], "Password")));
            audit.Record(new() { Action = "welcome.shown" });
        });
        app.MapGet("/sign-out", (HttpContext context) => context.SignOutAsync());
        app.MapGet("/admin", () => "").RequireAuthorization("Admins");
    }
}
