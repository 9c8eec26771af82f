using System.Diagnostics.Metrics;

namespace Cairn.Tests;

/// <summary>Every door of a log passes the one intake.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync()
    {
        rig.Options.Enrichers.Add(new Enricher((_, _) => new() { Context = new() { Source = "host-1" } }));
        await rig.OpenAsync();
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Record_RecordAsync_Begin_and_its_end_are_enriched_and_go_to_the_tenant_around()
    {
        using (rig.Log.Scope(AuditActor.User("ada"), tenant: "club-7"))
        {
            rig.Log.Record(Event("record.one"));
            await rig.LetPassAsync(rig.Log.RecordAsync(Event("record.two"), RecordingRig.Cancel));
            rig.Log.Begin(Event("record.three")).Succeed();
            (await rig.LetPassAsync(rig.Log.BeginAsync(Event("record.four"), RecordingRig.Cancel))).Fail();
        }

        await rig.StopAsync();
        var leaves = rig.Leaves("club-7").Where(l => !l.IsCairns).ToList();
        Assert.Equal(
            ["record.four", "record.four", "record.one", "record.three", "record.two"],
            leaves.Select(l => l.Action).Order(StringComparer.Ordinal));
        Assert.All(leaves, l => Assert.Equal(("ada", "host-1"), (l.Actor.Id, l.Source)));
        await rig.IsIntactAsync("club-7");
    }

    [Fact]
    public async Task An_operation_ends_as_whoever_began_it_whoever_tells_its_end()
    {
        AuditOperation stopping;
        using (rig.Log.Scope(new AuditAmbient { Actor = AuditActor.User("ada"), Tenant = "club-7", Context = new() { RequestId = "r-1" } }))
        {
            stopping = rig.Log.Begin(Event("container.stopped"));
        }

        using (rig.Log.Scope(new AuditAmbient
        {
            Actor = AuditActor.Service("agent"),
            Tenant = "club-8",
            Context = new() { RequestId = "r-2", SessionId = "s-2" }
        }))
        {
            stopping.Succeed();
        }

        await rig.StopAsync();
        var leaf = Assert.Single(rig.Leaves("club-7"));
        Assert.Equal(("ada", "r-1", AuditResult.Success), (leaf.Actor.Id, leaf.RequestId, leaf.Result));
        Assert.Empty(rig.Leaves("club-8"));
    }

    [Fact]
    public async Task What_is_known_only_at_the_end_of_an_operation_is_filled_in_then()
    {
        AuditActor? signedIn = null;
        using (rig.Log.Scope(() => new() { Actor = signedIn }))
        {
            var signingIn = rig.Log.Begin(Event("login.attempted"));
            signedIn = AuditActor.User("ada");
            signingIn.Succeed();
        }

        await rig.StopAsync();
        Assert.Equal(["ada"], rig.Actors());
    }

    [Fact]
    public async Task Events_of_an_operation_can_carry_its_id()
    {
        var stopping = rig.Log.Begin(Event("container.stopped"));
        using (rig.Log.Scope(operation: stopping.Id))
        {
            rig.Log.Record(Event("agent.asked"));
        }

        stopping.Succeed();
        await rig.StopAsync();
        Assert.All(rig.Leaves(), l => Assert.Equal(stopping.Id, l.OperationId));
        Assert.Equal(2, rig.Leaves().Count);
    }

    [Fact]
    public async Task What_fails_to_enrich_is_counted_in_the_metrics_and_the_event_is_in_the_log()
    {
        var failures = 0L;
        using var listener = new MeterListener { InstrumentPublished = Listen };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref failures, value));
        listener.Start();
        using (rig.Log.Scope(() => throw new InvalidOperationException("no request is there any more")))
        {
            rig.Log.Record(Event("record.one"));
        }

        await RecordingRig.SoonAsync(() => rig.Count() == 1);
        listener.RecordObservableInstruments();
        Assert.Equal(1, failures);

        // Other tests have meters of the same name at the same time: theirs say 0.
        static void Listen(Instrument instrument, MeterListener listener)
        {
            if (instrument.Name == "cairn.enrichment.failures")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        }
    }

    private static AuditEvent Event(string action) => new() { Action = action };
}
