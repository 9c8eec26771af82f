namespace Cairn.Tests;

/// <summary>Several events in one call, operations in a using, and the exceptions an application may catch.</summary>
public sealed class SeveralTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task They_are_in_the_log_in_their_order_and_each_has_its_receipt()
    {
        var receipts = await rig.LetPassAsync(
            rig.Log.RecordAsync([.. Enumerable.Range(0, 50).Select(n => RecordingRig.Event(n))], RecordingRig.Cancel));
        Assert.Equal(Enumerable.Range(0, 50).Select(n => (long)n), receipts.Select(r => r.Index));
        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"u{n}"), rig.Actors()!);
        Assert.Empty(await rig.LetPassAsync(rig.Log.RecordAsync([], RecordingRig.Cancel)));
    }

    [Fact]
    public async Task When_one_breaks_a_rule_none_is_recorded_and_it_says_which_one()
    {
        var e = await Assert.ThrowsAsync<AuditEventException>(
            () => rig.Log.RecordAsync(
                [RecordingRig.Event(1), new AuditEvent { Action = "none" }, new AuditEvent { Action = "cairn.own" }], RecordingRig.Cancel));
        Assert.Equal(["[1].action", "[2].action"], e.Problems.Select(p => p.Member));
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Log.RecordAsync([RecordingRig.Event(1), null!], RecordingRig.Cancel));
        await rig.StopAsync();
        Assert.Empty(rig.Leaves());
    }

    [Fact]
    public async Task The_fake_does_the_same()
    {
        var fake = new FakeAuditLog();
        await Assert.ThrowsAsync<AuditEventException>(
            () => fake.RecordAsync([RecordingRig.Event(1), new AuditEvent { Action = "none" }], RecordingRig.Cancel));
        Assert.Empty(fake.Events);
        Assert.Equal(
            [0L, 1L], (await fake.RecordAsync([RecordingRig.Event(1), RecordingRig.Event(2)], RecordingRig.Cancel)).Select(r => r.Index));
    }

    [Fact]
    public async Task An_operation_left_without_a_word_has_failed_and_a_completed_one_stays_as_it_is()
    {
        using (rig.Log.Begin(StandardActions.ContainerStopped))
        {
        }

        await using (var done = rig.Log.Begin(StandardActions.ContainerStarted))
        {
            done.Succeed();
        }

        using (var failed = rig.Log.Begin(StandardActions.ContainerDeleted))
        {
            failed.Fail(new IOException("the agent did not answer"));
        }

        await rig.StopAsync();
        Assert.Equal(
            [
                ("container.stopped", AuditResult.Failure, "not_completed"),
                ("container.started", AuditResult.Success, null),
                ("container.deleted", AuditResult.Failure, "IOException")
            ],
            rig.Leaves().Select(l => (l.Action, l.Result, l.Code)));
    }

    [Fact]
    public async Task Every_exception_of_Cairns_own_is_one_and_a_time_out_holds_a_TimeoutException()
    {
        var own = typeof(IAuditLog).Assembly.GetExportedTypes()
            .Where(t => t.IsSubclassOf(typeof(Exception)) && t != typeof(CairnException)).ToList();
        Assert.True(own.Count >= 5);
        Assert.All(own, t => Assert.True(t.IsSubclassOf(typeof(CairnException)), t.Name));
        rig.Options.RecordTimeout = TimeSpan.FromSeconds(1);
        rig.Store.OnAppend = (_, _, _) => throw new IOException("away");
        var timeout = await Assert.ThrowsAsync<AuditTimeoutException>(
            () => rig.LetPassAsync(rig.Log.RecordAsync(RecordingRig.Event(1), RecordingRig.Cancel)));
        Assert.IsType<TimeoutException>(timeout.InnerException);
        Assert.IsAssignableFrom<IOException>(timeout.InnerException.InnerException);
    }
}
