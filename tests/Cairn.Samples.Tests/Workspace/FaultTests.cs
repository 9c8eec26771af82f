using System.Net;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>A log that cannot be opened or written breaks no request and loses no event.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Requests = 50;

    private readonly WorkspaceRig rig = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    [Trait("Requirement", "WORKSPACE-8")]
    public async Task A_store_that_is_down_breaks_no_request_is_told_on_standard_error_and_loses_nothing_even_if_the_process_is_killed()
    {
        await File.WriteAllTextAsync(rig.Log, "This is no database.", ProgramProcess.Cancel);
        await rig.StartPortalAsync();
        await ChangeSettingsAsync();
        await ProgramProcess.UntilAsync(
            () => Task.FromResult(rig.PortalProcess.Errors.Contains("cairn: ", StringComparison.Ordinal)), () => "a word on standard error");
        await rig.PortalProcess.KillAsync();

        File.Delete(rig.Log);
        await rig.StartPortalAsync(); // It takes up what the killed one left.
        await rig.StartBackEndAsync();
        await AssertAllThereAsync();
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-3")]
    public async Task A_store_that_goes_away_while_both_run_breaks_no_request_and_loses_nothing()
    {
        await rig.StartBackEndAsync();
        await rig.StartPortalAsync();
        await rig.ReportAsync(new { type = "login", workspace = "north", user = "u1" });
        await rig.FindAsync("actor:u1", 1); // The log is there.
        using (Intruder.Lock(rig.Log))
        {
            await ChangeSettingsAsync();
            for (var n = 0; n < Requests; n++)
            {
                Assert.Equal(HttpStatusCode.Accepted, await rig.ReportAsync(new { type = "logout", workspace = "north", user = $"u-{n}" }));
            }
        }

        await AssertAllThereAsync();
        Assert.Equal(
            Enumerable.Range(0, Requests).Select(n => $"u-{n}"),
            (await rig.FindAsync("action:session.ended", Requests)).Reverse().Select(e => e.At("event.actor.id")));
    }

    private async Task ChangeSettingsAsync()
    {
        using var visitor = rig.Visitor();
        Assert.Equal(HttpStatusCode.OK, await WorkspaceRig.SignInAsync(visitor, "owner"));
        for (var n = 0; n < Requests; n++)
        {
            Assert.Equal(HttpStatusCode.OK, await WorkspaceRig.PostAsync(visitor, "/settings", ("name", "n"), ("value", $"{n}")));
        }
    }

    // In the order in which they happened, each once.
    private async Task AssertAllThereAsync() => Assert.Equal(
        Enumerable.Range(0, Requests).Select(n => $"{n}"),
        (await rig.FindAsync("action:settings.changed", Requests)).Reverse().Select(e => e.At("event.changes.0.after")));
}
