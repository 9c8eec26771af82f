using Microsoft.AspNetCore.Authorization;

namespace Cairn.AspNetCore.Tests;

/// <summary>Every 401 and 403 that leaves the host, however it came about, from routes that know nothing of it.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("/policy", "", 401)]
    [InlineData("/policy", "ada", 403)]
    [InlineData("/result", "ada", 403)]
    [InlineData("/by-hand-401", "", 401)]
    [InlineData("/by-hand-403", "ada", 403)]
    [InlineData("/filter", "ada", 403)]
    [InlineData("/middleware", "", 403)]
    [Trait("Requirement", "CLUBS-3")]
    [Trait("Requirement", "CLUBS-1")]
    public async Task It_is_recorded_with_who_what_and_why(string path, string user, int status)
    {
        await using var host = await StartAsync();
        var response = await GetAsync(host, path, user);
        Assert.Equal(status, (int)response.StatusCode);
        var e = await host.SoonAsync("permission.denied");
        Assert.Equal((AuditResult.Denied, $"{status}"), (e.Outcome.Result, e.Outcome.Code));
        Assert.Equal(user.Length > 0 ? AuditActor.User(user) : AuditActor.Anonymous, e.Actor);
        Assert.Equal(
            path == "/middleware" ? new("path", null, "/middleware") : new AuditTarget("route", $"GET {path}"), Assert.Single(e.Targets));
        Assert.NotNull(e.Context.RequestId);
        Assert.NotNull(e.Duration);
    }

    [Fact]
    [Trait("Requirement", "CLUBS-3")]
    public async Task A_policys_refusal_names_the_policy_and_what_was_not_met()
    {
        await using var host = await StartAsync();
        await GetAsync(host, "/policy", "ada");
        var e = await host.SoonAsync("permission.denied");
        Assert.Equal("""["Admins"]""", ContextTests.Member(e, "policies"));
        Assert.Contains("User.IsInRole", ContextTests.Member(e, "requirements"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_by_a_handler_says_the_handlers_reason()
    {
        await using var host = await StartAsync();
        await GetAsync(host, "/resource", "ada");
        var e = await host.SoonAsync("permission.denied");
        Assert.Equal("""["it is not yours"]""", ContextTests.Member(e, "reasons"));
        Assert.Equal("""["OwnerRequirement"]""", ContextTests.Member(e, "requirements"));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-3")]
    public async Task A_route_can_add_its_target_before_it_refuses()
    {
        await using var host = await StartAsync();
        await GetAsync(host, "/members/42", "ada");
        var e = await host.SoonAsync("permission.denied");
        Assert.Equal([new("member", "42", "Example Member")], e.Targets);
    }

    [Theory]
    [InlineData("", "401", "/Account/Login")]
    [InlineData("ada", "403", "/Account/AccessDenied")]
    public async Task A_refusal_that_a_redirection_hides_is_recorded(string user, string code, string page)
    {
        await using var host = await WebHost.StartAsync(app => SignInTests.Map(app), services: SignInTests.AddCookies);
        if (user.Length > 0)
        {
            await host.GetAsync($"/sign-in/{user}");
        }

        var response = await host.GetAsync("/admin");
        Assert.StartsWith(page, response.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(code, (await host.SoonAsync("permission.denied")).Outcome.Code);
    }

    [Fact]
    public async Task What_was_answered_without_a_refusal_is_none()
    {
        await using var host = await StartAsync();
        await GetAsync(host, "/fine", "ada");
        await GetAsync(host, "/asks-only", "ada");
        await GetAsync(host, "/nowhere", "ada");
        await host.StopAsync();
        Assert.Empty(host.Log.Events);
    }

    private static Task<HttpResponseMessage> GetAsync(WebHost host, string path, string user) =>
        host.GetAsync(path, user.Length > 0 ? [("X-User", user)] : []);

    private static Task<WebHost> StartAsync() => WebHost.StartAsync(
        app =>
        {
            app.Use((context, next) =>
            {
                if (context.Request.Path == "/middleware")
                {
                    context.Response.StatusCode = 403;
                    return Task.CompletedTask;
                }

                return next(context);
            });
            app.MapGet("/fine", () => "fine");
            app.MapGet("/policy", () => "").RequireAuthorization("Admins");
            app.MapGet("/result", () => Results.Forbid());
            app.MapGet("/by-hand-401", (HttpContext context) => context.Response.StatusCode = 401);
            app.MapGet("/by-hand-403", (HttpContext context) => context.Response.StatusCode = 403);
            app.MapGet("/filter", () => "").AddEndpointFilter((_, _) => ValueTask.FromResult<object?>(Results.StatusCode(403)));
            app.MapGet("/members/{id}", (string id, IAuditScope scope) =>
            {
                scope.Target("member", id, "Example Member");
                return Results.Forbid();
            });
            app.MapGet("/asks-only", async (HttpContext context, IAuthorizationService authorization) =>
                (await authorization.AuthorizeAsync(context.User, "Admins")).Succeeded);
            app.MapGet("/resource", async (HttpContext context, IAuthorizationService authorization) =>
                (await authorization.AuthorizeAsync(context.User, null, new OwnerRequirement())).Succeeded
                    ? Results.Ok()
                    : Results.Forbid());
        },
        services: s =>
        {
            HeaderSignIn.Add(s);
            s.AddSingleton<IAuthorizationHandler, OwnerHandler>();
        });

    private sealed class OwnerRequirement : IAuthorizationRequirement;

    private sealed class OwnerHandler : AuthorizationHandler<OwnerRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OwnerRequirement requirement)
        {
            context.Fail(new(this, "it is not yours"));
            return Task.CompletedTask;
        }
    }
}
