namespace Cairn.Tests;

/// <summary>What an application says of an action under way, and what the log then holds.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    private AuditResult[] Results => [.. rig.Leaves().Where(l => !l.IsCairns).Select(l => l.Result)];

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task What_succeeds_soon_is_one_entry()
    {
        rig.Log.Begin(Stop()).Succeed();
        await rig.StopAsync();
        Assert.Equal([AuditResult.Success], Results);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task What_fails_late_is_an_unfinished_entry_and_later_its_failure()
    {
        var stopping = rig.Log.Begin(Stop());
        await rig.UntilAsync(() => Results.Length == 1);
        stopping.Fail("the agent did not answer", "504");
        await rig.UntilAsync(() => Results.Length == 2);
        Assert.Equal([AuditResult.Unfinished, AuditResult.Failure], Results);
        Assert.All(rig.Leaves(), l => Assert.Equal(stopping.Id, l.OperationId));
        Assert.Equal("504", rig.Leaves()[1].Code);
        await rig.StopAsync();
        await rig.IsIntactAsync();
    }

    [Fact]
    [Trait("Requirement", "CONTAINERS-1")]
    public async Task What_never_ends_because_its_host_died_stays_as_unfinished()
    {
        rig.Log.Begin(Stop());
        await rig.KillAsync();
        await rig.StopAsync();
        Assert.Equal([AuditResult.Unfinished], Results);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task What_is_not_allowed_says_why_and_the_first_word_counts()
    {
        var stopping = rig.Log.Begin(Stop());
        stopping.Deny("viewers may not stop containers", "403");
        stopping.Succeed();
        await rig.StopAsync();
        Assert.Equal([AuditResult.Denied], Results);
    }

    [Fact]
    public async Task A_committed_beginning_is_in_the_log_before_the_action_runs()
    {
        var stopping = await rig.LetPassAsync(rig.Log.BeginAsync(Stop(), RecordingRig.Cancel));
        Assert.Equal([AuditResult.Unfinished], Results);
        stopping.Succeed();
        await rig.StopAsync();
        Assert.Equal([AuditResult.Unfinished, AuditResult.Success], Results);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_beginning_that_cannot_be_committed_stops_the_action()
    {
        await Assert.ThrowsAsync<AuditEventException>(() => rig.Log.BeginAsync(new() { Action = "Not an action" }, RecordingRig.Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(() => rig.Log.BeginAsync(null!, RecordingRig.Cancel));
    }

    [Fact]
    public async Task Whatever_is_begun_never_throws()
    {
        rig.Log.Begin(null!).Succeed();
        rig.Log.Begin(new() { Action = "Not an action" }).Fail();
        rig.Log.Begin(Stop() with { Context = null! }).Deny();
        rig.Log.Begin(Stop()).Succeed(_ => throw new InvalidOperationException());
        rig.Log.Begin(Stop()).Succeed(_ => null!);
        await rig.StopAsync();
        Assert.Equal([AuditResult.Denied, AuditResult.Success, AuditResult.Success], Results);
        rig.Log.Begin(Stop()).Succeed();
    }

    [Fact]
    public async Task Another_tenants_operation_is_in_its_log()
    {
        rig.Log.ForTenant("club-7").Begin(Stop()).Succeed();
        await rig.StopAsync();
        Assert.Empty(rig.Leaves());
        Assert.Single(rig.Leaves("club-7"));
    }

    private static AuditEvent Stop() => StandardActions.RecordUpdated.On("container", "c1").By(AuditActor.User("u1"));
}
