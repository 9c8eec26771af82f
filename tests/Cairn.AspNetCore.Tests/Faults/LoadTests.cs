using System.Collections.Concurrent;
using System.Globalization;

namespace Cairn.AspNetCore.Tests;

/// <summary>Many users at once.</summary>
public sealed class LoadTests
{
    private const int Users = 200, Rounds = 20;

    [Fact]
    [Trait("Requirement", "CLUBS-4")]
    public async Task Twenty_thousand_requests_with_sign_ins_and_sign_outs_show_no_foreign_actor_or_tenant()
    {
        await using var host = await WebHost.StartAsync(
            app =>
            {
                SignInTests.Map(app);
                app.MapGet("/act/{who}", async (string who, HttpContext context, IAuditLog audit) =>
                {
                    await Task.Yield();
                    audit.Record(new AuditEvent { Action = "act.done" }.On("user", who));
                    var signedIn = context.User.Identity?.IsAuthenticated == true;
                    _ = Task.Run(() => audit.Record(new AuditEvent { Action = "act.followed" }.On("user", signedIn ? who : null)));
                });
            },
            http => http.Tenant.From(c => c.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value),
            SignInTests.AddCookies);

        await Task.WhenAll(Enumerable.Range(0, Users).Select(n => UseAsync(host, string.Create(CultureInfo.InvariantCulture, $"u{n}"))));
        await WebHost.UntilAsync(() => host.Log.All("act.followed").Count == Users * Rounds * 3);
        var (done, all) = (host.Log.All("act.done"), host.Log.Recorded);
        Assert.Equal(Users * Rounds * 3, done.Count);
        foreach (var record in all.Where(r => r.Event.Action is "act.done" or "act.followed"))
        {
            if (record.Event.Actor == AuditActor.Anonymous)
            {
                Assert.Equal("default", record.Tenant);
            }
            else
            {
                Assert.Equal((record.Event.Targets[0].Id, record.Event.Targets[0].Id), (record.Event.Actor.Id, record.Tenant));
            }
        }

        // Two of three are between sign-in and sign-out.
        Assert.Equal(Users * Rounds * 2, done.Count(e => e.Actor != AuditActor.Anonymous));
        Assert.Equal((Users * Rounds, Users * Rounds), (host.Log.All("login.succeeded").Count, host.Log.All("session.ended").Count));
    }

    // Five requests a round.
    private static async Task UseAsync(WebHost host, string user)
    {
        using var client = host.NewClient();
        for (var round = 0; round < Rounds; round++)
        {
            await GetAsync("act");
            await GetAsync("sign-in");
            await GetAsync("act");
            await GetAsync("act");
            await GetAsync("sign-out");
        }

        async Task GetAsync(string what) => Assert.Equal(
            HttpStatusCode.OK, (await client.GetAsync(what == "sign-out" ? "/sign-out" : $"/{what}/{user}", WebHost.Cancel)).StatusCode);
    }
}
