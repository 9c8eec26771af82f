namespace Cairn.AspNetCore.Tests;

/// <summary>What cannot be recorded as it asks is found when the application starts.</summary>
public sealed class StartTests
{
    private static readonly AuditAction Removed = new("member.removed", AuditCategories.Admin, "{actor} removed {target}");

    [Fact]
    public Task An_unknown_route_value() =>
        AssertRefusedAsync(
            app => app.MapDelete("/members/{id}", () => "").Audit(Removed, "member:{memberId}"), "/members/{id} has no value 'memberId'");

    [Fact]
    public Task An_action_that_nobody_declared() =>
        AssertRefusedAsync(
            app => app.MapDelete("/members/{id}", [Audit("member.vanished")] () => ""), "'member.vanished' is declared nowhere");

    [Fact]
    public Task An_action_that_is_declared_with_other_words() =>
        AssertRefusedAsync(
            app => app.MapDelete("/", () => "").Audit(new AuditAction("login.failed", "auth", "{actor} slipped")), "declared twice");

    [Fact]
    public Task A_target_that_is_none() =>
        AssertRefusedAsync(app => app.MapDelete("/{id}", () => "").Audit(Removed, "{id}"), "is not a target");

    [Fact]
    public Task An_argument_that_is_not_there() =>
        AssertRefusedAsync(app => app.MapDelete("/{id}", (string id) => "").Audit(Removed, "member:{arg.member}"), "no argument 'member'");

    [Fact]
    public Task An_attribute_that_cannot_see_the_result() =>
        AssertRefusedAsync(
            app => app.MapDelete("/{id}", [Audit("record.deleted", Target = "record:{result.id}")] () => ""), "write .Audit(…) behind Map");

    [Fact]
    public async Task Capture_without_UseCairn_is_warned_of()
    {
        await using var host = await WebHost.StartAsync(
            app => app.MapGet("/", () => Results.Forbid()), services: HeaderSignIn.Add, use: false);
        Assert.Contains(
            host.Logger.Lines,
            l => l.StartsWith("Warning", StringComparison.Ordinal) && l.Contains("Add app.UseCairn()", StringComparison.Ordinal));
        await host.GetAsync("/");
        await host.StopAsync();
        Assert.Empty(host.Log.Events);
    }

    [Fact]
    public void UseCairn_without_capture_says_which_call_is_missing()
    {
        using var app = WebApplication.CreateSlimBuilder().Build() as IDisposable;
        Assert.Contains(
            "CaptureHttp()",
            Assert.Throws<InvalidOperationException>(() => ((WebApplication)app).UseCairn()).Message,
            StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(Action<WebApplication> map, string words) =>
        Assert.Contains(
            words, (await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(map))).Message, StringComparison.Ordinal);
}
