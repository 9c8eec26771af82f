using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Cairn.AspNetCore.Tests;

/// <summary>Controllers, audited by attribute.</summary>
public sealed class ControllerTests
{
    [Fact]
    [Trait("Requirement", "CLINIC-2")]
    public async Task Target_and_reason_come_from_route_arguments_and_result()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/clubs/north/members/7")
        {
            Content = JsonContent.Create(new Removal("left the club"))
        };
        request.Headers.Add("X-User", "ada");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(request, WebHost.Cancel)).StatusCode);
        await host.SendAsync(HttpMethod.Post, "/clubs/north/members");
        var (removed, added) = (await host.SoonAsync("record.deleted"), await host.SoonAsync("record.created"));
        Assert.Equal(
            (new AuditTarget("member", "7"), "left the club", "ada"), (Assert.Single(removed.Targets), removed.Reason, removed.Actor.Id));
        Assert.Equal([new("member", "12")], added.Targets);
        Assert.Equal("clubs/{club}/members/{id}", ContextTests.Member(removed, "http.route"));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-3")]
    public async Task A_refusal_is_recorded_with_its_target()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Put, "/clubs/north/members/7", ("X-User", "ada"));
        Assert.Equal([new("member", "7")], (await host.SoonAsync("permission.denied")).Targets);
    }

    private static Task<WebHost> StartAsync() => WebHost.StartAsync(
        app => app.MapControllers(),
        services: s =>
        {
            HeaderSignIn.Add(s);
            s.AddControllers().AddApplicationPart(typeof(ClubController).Assembly);
        });
}
