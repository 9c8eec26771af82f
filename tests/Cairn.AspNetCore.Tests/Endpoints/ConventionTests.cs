using Microsoft.AspNetCore.Routing.Patterns;

namespace Cairn.AspNetCore.Tests;

/// <summary>A whole group at once.</summary>
public sealed class ConventionTests
{
    private static readonly AuditAction Banned = new("member.banned", AuditCategories.Admin, "{actor} banned {target}");

    [Fact]
    [Trait("Requirement", "CLINIC-2")]
    public async Task Every_unsafe_route_of_a_group_is_recorded_and_no_other()
    {
        await using var host = await WebHost.StartAsync(app =>
        {
            var admin = app.MapGroup("/admin").Audit();
            admin.MapGet("/members/{id}", () => "");
            admin.MapPost("/members", () => "");
            admin.MapPut("/members/{id}", () => "");
            admin.MapDelete("/members/{id}", () => "");
            admin.MapGroup("/clinics").MapPatch("/{clinic}", () => "");
            admin.MapPost("/members/{id}/ban", () => "").Audit(Banned, "member:{id}");
        });
        await host.GetAsync("/admin/members/7");
        await host.SendAsync(HttpMethod.Post, "/admin/members");
        await host.SendAsync(HttpMethod.Put, "/admin/members/7");
        await host.SendAsync(HttpMethod.Delete, "/admin/members/7");
        await host.SendAsync(HttpMethod.Patch, "/admin/clinics/3");
        await host.SendAsync(HttpMethod.Post, "/admin/members/7/ban");
        await host.StopAsync();
        Assert.Equal(
            [("member.created", null), ("member.updated", "7"), ("member.deleted", "7"), ("clinic.updated", "3"), ("member.banned", "7")],
            host.Log.Events.Select(e => (e.Action, e.Targets[0].Id)));
        Assert.All(host.Log.Events, e => Assert.Equal(AuditResult.Success, e.Outcome.Result));
    }

    [Theory]
    [InlineData("DELETE", "/admin/members/{id}", "member.deleted", "member:{id}")]
    [InlineData("POST", "/admin/members/{id}/promote", "member.promote", "member:{id}")]
    [InlineData("PUT", "/admin/members/{id:int}/address", "member.address.updated", "member:{id}")]
    [InlineData("POST", "/admin/Price-Lists", "price_list.created", "price_list")]
    [InlineData("DELETE", "/{id}", "resource.deleted", "resource:{id}")]
    [InlineData("PATCH", "/categories/{name}", "category.updated", "category:{name}")]
    [InlineData("PURGE", "/status", "status.purge", "status")]
    public void A_route_is_called_by_its_own_words(string method, string pattern, string action, string target)
    {
        var (name, sentence, on) = Cairn.AspNetCore.Endpoints.RouteConvention.Of(RoutePatternFactory.Parse(pattern), method);
        Assert.Equal((action, target), (name, on));
        _ = new AuditAction(name, "admin", sentence); // It has its form.
    }
}
