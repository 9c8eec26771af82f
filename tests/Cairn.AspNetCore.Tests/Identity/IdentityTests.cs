using Microsoft.AspNetCore.Identity;

namespace Cairn.AspNetCore.Tests;

/// <summary>An application's accounts, with ASP.NET Core Identity.</summary>
[Trait("Requirement", "CLUBS-1")]
[Trait("Requirement", "CLINIC-3")]
public sealed class IdentityTests : IDisposable
{
    private const string Password = "Right-horse-1";
    private readonly Accounts accounts = new();

    [Fact]
    public async Task Signing_up_in_and_out()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        await PostAsync(host, $"/sign-in?name=ada&password={Password}");
        await PostAsync(host, "/sign-out");
        await host.SoonAsync("session.ended");
        var id = await IdAsync(host, "ada");
        Assert.Equal(["signup.succeeded", "login.succeeded", "session.ended"], host.Log.Events.Select(e => e.Action));
        Assert.All(host.Log.Events, e => Assert.Equal((id, "ada"), (e.Actor.Id, e.Actor.Name)));
    }

    [Fact]
    public async Task A_sign_up_that_fails_does_not_say_in_its_leaf_whose_name_it_was()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        var e = await host.SoonAsync("signup.failed");
        Assert.Equal(
            (new AuditTarget("account", null, "ada"), null, "DuplicateUserName"),
            (Assert.Single(e.Targets), e.Outcome.Code, e.Outcome.Error));
    }

    [Fact]
    public async Task A_failed_sign_in_names_the_account_tried_and_does_not_prove_that_it_exists()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        await PostAsync(host, "/sign-in?name=ada&password=wrong");
        await PostAsync(host, "/sign-in?name=My-Password-9&password=wrong");
        var (known, unknown) = host.Log.All("login.failed") is [var a, var b]
            ? (a, b)
            : throw new InvalidOperationException("Two were expected.");
        Assert.Equal([new("account", null, "ada")], known.Targets);
        Assert.Equal([new("account", null, "My-Password-9")], unknown.Targets); // A name stands in a disclosure, never in the leaf.
        Assert.Equal((known.Actor, known.Outcome), (unknown.Actor, unknown.Outcome));
        Assert.Equal(AuditActor.Anonymous, known.Actor);
        Assert.Equal(await IdAsync(host, "ada"), Assert.Single(known.Personal).Subject.Id); // So it goes when its owner is forgotten.
        Assert.Empty(unknown.Personal);
    }

    [Fact]
    public async Task A_lockout_is_recorded_once()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        for (var n = 0; n < 4; n++)
        {
            await PostAsync(host, "/sign-in?name=ada&password=wrong");
        }

        Assert.Equal(await IdAsync(host, "ada"), Assert.Single((await host.SoonAsync("account.locked")).Targets).Id);
        Assert.Equal(4, host.Log.All("login.failed").Count);
    }

    [Fact]
    public async Task A_password_reset_is_recorded_when_it_is_asked_for_and_when_it_is_done()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        var token = await PostAsync(host, "/forgot?name=ada");
        await PostAsync(host, $"/reset?name=ada&token=forged&password={Password}2");
        await PostAsync(host, $"/reset?name=ada&token={Uri.EscapeDataString(token)}&password={Password}2");
        var (id, requested) = (await IdAsync(host, "ada"), await host.SoonAsync("password_reset.requested"));
        Assert.Equal((id, id), (requested.Actor.Id, requested.Targets[0].Id));
        Assert.Equal([AuditResult.Failure, AuditResult.Success], host.Log.All("password_reset.completed").Select(e => e.Outcome.Result));
        Assert.DoesNotContain(host.Log.Events, e => e.ToString().Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confirmed_addresses_second_factors_roles_and_claims()
    {
        await using var host = await accounts.StartAsync();
        await PostAsync(host, $"/sign-up?name=ada&password={Password}");
        await PostAsync(host, $"/sign-up?name=boss&password={Password}");
        await PostAsync(host, "/confirm?name=ada");
        await PostAsync(host, $"/sign-in?name=boss&password={Password}");
        await PostAsync(host, "/two-factor?name=ada");
        await PostAsync(host, "/promote?name=ada");
        await PostAsync(host, "/claim?name=ada");
        var (ada, boss) = (await IdAsync(host, "ada"), await IdAsync(host, "boss"));
        Assert.Equal(ada, (await host.SoonAsync("email.confirmed")).Actor.Id);
        Assert.Equal((boss, ada, new AuditChange("/two_factor", false, true)), Told(await host.SoonAsync("two_factor.changed")));
        Assert.Equal((boss, ada, new AuditChange("/role", "", "admin")), Told(await host.SoonAsync("user.role_changed")));
        Assert.Equal((boss, ada, new AuditChange("/club", null, "north")), Told(await host.SoonAsync("user.claims_changed")));
    }

    [Fact]
    public async Task Managers_that_record_nothing_are_warned_of_at_the_start()
    {
        await using var host = await accounts.StartAsync(isAudited: false);
        Assert.Contains(host.Logger.Lines, l => l.StartsWith("Warning", StringComparison.Ordinal)
            && l.Contains("UserManager", StringComparison.Ordinal)
            && l.Contains("call AddCairn after AddIdentity", StringComparison.Ordinal));
    }

    public void Dispose() => accounts.Dispose();

    private static (string?, string?, AuditChange) Told(AuditEvent e) => (e.Actor.Id, e.Targets[0].Id, e.Changes[0]);

    private static async Task<string> PostAsync(WebHost host, string path)
    {
        var response = await host.SendAsync(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(WebHost.Cancel);
    }

    private static async Task<string> IdAsync(WebHost host, string name)
    {
        using var scope = host.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().FindByNameAsync(name))!.Id;
    }
}
