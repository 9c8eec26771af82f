using Cairn.Intake;
using Cairn.Spooling;

namespace Cairn.Tests;

/// <summary>Intents in the spool: completed, outlived, or left by a process that died.</summary>
public sealed class IntentTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();
    private readonly Guid operation = Guid.CreateVersion7();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task An_operation_that_ends_in_time_is_one_entry()
    {
        Begin();
        rig.Log.Record(RecordingRig.Event(1));
        await RecordingRig.SoonAsync(() => rig.Actors().Count == 1); // What comes behind an intent is not held up by it.
        End();
        await RecordingRig.SoonAsync(() => rig.Actors().Count == 2);
        rig.Clock.Advance(TimeSpan.FromSeconds(20));
        await rig.StopAsync();
        Assert.Equal(["u1", "end"], rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_long_operation_is_an_entry_and_later_its_outcome()
    {
        Begin();
        await rig.UntilAsync(() => rig.Actors().Count == 1);
        End();
        await RecordingRig.SoonAsync(() => rig.Actors().Count == 2);
        Assert.Equal(["begin", "end"], rig.Actors());
        Assert.All(rig.Leaves(), l => Assert.Equal($"{operation:N}", l.OperationId));
        Assert.Equal([1L, 2L], rig.Leaves().Select(l => l.Seq));
        Assert.Equal(AuditResult.Unfinished, rig.Leaves()[0].Result);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task An_intent_whose_process_died_is_an_entry_at_the_next_start()
    {
        Begin();
        await rig.KillAsync();
        await RecordingRig.SoonAsync(() => rig.Actors().Count == 1); // It is not held: nobody can end it.
        Assert.Equal(["begin"], rig.Actors());
        await rig.KillAsync();
        await rig.KillAsync();
        await rig.StopAsync();
        Assert.Equal(["begin"], rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task An_operation_that_ended_before_its_process_died_is_one_entry()
    {
        rig.Store.IsDead = true;
        Begin();
        End();
        await rig.KillAsync();
        await rig.StopAsync();
        Assert.Equal(["end"], rig.Actors());
    }

    [Fact]
    public async Task A_stop_makes_entries_of_what_has_not_ended()
    {
        Begin();
        await rig.StopAsync();
        Assert.Equal(["begin"], rig.Actors());
        await rig.IsIntactAsync();
    }

    private void Begin() => Append(SpoolKind.Intent, operation, "begin", new(AuditResult.Unfinished));

    private void End() => Append(SpoolKind.Outcome, Guid.CreateVersion7(), "end", AuditOutcome.Success);

    private void Append(SpoolKind kind, Guid id, string actor, AuditOutcome outcome)
    {
        var auditEvent = StandardActions.RecordDeleted.By(AuditActor.User(actor)) with
        {
            Id = id,
            OccurredAt = rig.Clock.GetUtcNow(),
            Outcome = outcome,
            Context = new() { OperationId = $"{operation:N}" }
        };
        Assert.Equal(SpoolAnswer.Kept, rig.Log.Spool!.Spool.Append("default", kind, id, EventJson.Write(auditEvent))); // Open.
    }
}
