using System.Text.Json;

namespace Cairn.AspNetCore.Tests;

/// <summary>Repeated refusals are told together, and nobody floods log or memory with them.</summary>
public sealed class FoldingTests
{
    private readonly FixedClock clock = new();

    [Fact]
    public async Task The_first_is_told_at_once_and_the_others_in_one_closing_entry()
    {
        await using var host = await StartAsync();
        await RefuseAsync(host, "ada", 1);
        Assert.Equal("", ContextTests.Member(await host.SoonAsync("permission.denied"), "count"));
        await RefuseAsync(host, "ada", 2);
        clock.Advance(TimeSpan.FromSeconds(4));
        var closing = host.Log.All("permission.denied")[^1];
        Assert.Equal(2, host.Log.All("permission.denied").Count);
        Assert.Equal((AuditResult.Denied, "3", "ada"), (closing.Outcome.Result, ContextTests.Member(closing, "count"), closing.Actor.Id));
        Assert.Equal(2, JsonDocument.Parse(ContextTests.Member(closing, "request_ids")).RootElement.GetArrayLength());
        Assert.Equal(
            clock.GetUtcNow() - TimeSpan.FromSeconds(4),
            DateTimeOffset.Parse(ContextTests.Member(closing, "first_at"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Each_doubling_reaches_the_log_before_the_window_ends()
    {
        await using var host = await StartAsync();
        await RefuseAsync(host, "ada", 1_000);
        var counts = host.Log.All("permission.denied").Select(e => ContextTests.Member(e, "count")).ToList();
        Assert.Equal(["", "2", "4", "8", "16", "32", "64", "128", "256", "512"], counts);
        await host.StopAsync(); // Tells the rest.
        Assert.Contains("1000", host.Log.All("permission.denied").Select(e => ContextTests.Member(e, "count")));
    }

    [Fact]
    public async Task What_differs_is_not_folded()
    {
        await using var host = await StartAsync();
        await RefuseAsync(host, "ada", 1);
        await RefuseAsync(host, "bob", 1);
        await host.GetAsync("/members/2", ("X-User", "ada"));
        Assert.Equal(3, host.Log.All("permission.denied").Count);
    }

    [Fact]
    public async Task After_the_window_the_next_one_is_a_first_again()
    {
        await using var host = await StartAsync();
        await RefuseAsync(host, "ada", 1);
        clock.Advance(TimeSpan.FromSeconds(4));
        await RefuseAsync(host, "ada", 1);
        Assert.Equal(["", ""], host.Log.All("permission.denied").Select(e => ContextTests.Member(e, "count")));
    }

    [Fact]
    public async Task An_attacker_with_many_names_floods_neither_log_nor_memory()
    {
        await using var host = await StartAsync(http => http.Refusals.MaxApart = 10);
        for (var n = 0; n < 200; n++)
        {
            await RefuseAsync(host, $"u{n}", 1);
        }

        Assert.InRange(host.Services.GetRequiredService<Cairn.AspNetCore.Refusals.RefusalFolder>().Held, 1, 11);
        clock.Advance(TimeSpan.FromSeconds(4));
        var all = host.Log.All("permission.denied");
        Assert.InRange(all.Count, 11, 25);
        var many = all.Where(e => ContextTests.Member(e, "folded_by") == "route").ToList();
        Assert.Contains("190", many.Select(e => ContextTests.Member(e, "count")));
        // Of many: it names none of them.
        Assert.All(many, e => Assert.Equal((AuditActor.Unknown, null, null), (e.Actor, e.Context.Ip, e.Context.UserAgent)));
        Assert.Equal(0, host.Services.GetRequiredService<Cairn.AspNetCore.Refusals.RefusalFolder>().Held);
    }

    [Fact]
    public async Task Folding_can_be_switched_off()
    {
        await using var host = await StartAsync(http => http.Refusals.Enabled = false);
        await RefuseAsync(host, "ada", 5);
        Assert.Equal(5, host.Log.All("permission.denied").Count);
    }

    // The next request of the same connection is read when the one before is over, so all but the last are told by then.
    private static async Task RefuseAsync(WebHost host, string user, int times)
    {
        for (var n = 0; n < times; n++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync("/members/1", ("X-User", user))).StatusCode);
        }

        await host.GetAsync("/fine");
    }

    private Task<WebHost> StartAsync(Action<HttpCaptureOptions>? http = null) => WebHost.StartAsync(
        app =>
        {
            app.MapGet("/fine", () => "");
            app.MapGet("/members/{id}", (string id, IAuditScope scope) =>
            {
                scope.Target("member", id);
                return Results.Forbid();
            });
        },
        http,
        HeaderSignIn.Add,
        cairn => cairn.Configure(o => o.Clock = clock));
}
