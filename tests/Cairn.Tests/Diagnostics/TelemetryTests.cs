using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>What a log shows of itself.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();
    private readonly OneMeter meters = new();

    public async ValueTask InitializeAsync()
    {
        rig.Options.Meters = meters;
        await rig.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        meters.Dispose();
    }

    [Fact]
    public async Task Every_event_is_counted_where_it_goes()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = Listen(sums);
        for (var i = 0; i < 20; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        await RecordingRig.SoonAsync(() => rig.Actors().Count == 20);
        rig.Log.Record(new AuditEvent { Action = "none" });
        await RecordingRig.SoonAsync(() => sums.ContainsKey("cairn.events.quarantined"));
        listener.RecordObservableInstruments();
        Assert.InRange(sums["cairn.spool.size"], 1, 1 << 28);
        Assert.Equal(0, sums["cairn.spool.oldest_age"]);
        Assert.Equal(1, sums["cairn.events.quarantined"]);
        Assert.Equal(0, sums["cairn.events.dropped/rejected"]);
        Assert.Equal(0, sums["cairn.events.dropped/quarantine_full"]);
        Assert.Equal(0, sums["cairn.events.dropped/spool_full"]);
        await rig.StopAsync();
        Assert.Equal(20, sums["cairn.events.recorded"]);
        Assert.Equal(21, sums["cairn.events.committed"]); // With the one that tells what was set aside.
        Assert.Equal(21, sums["cairn.batch.size"]);
        Assert.True(sums.ContainsKey("cairn.commit.duration"));
    }

    [Fact]
    public async Task What_is_set_aside_and_what_fails_is_counted()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = Listen(sums);
        rig.Store.OnAppend = (step, _, entries) => entries.Any(e => e.Leaf.Actor.Id == "u1")
            ? throw new EntryRefusedException("Poison.")
            : Task.CompletedTask;
        rig.Log.Record(RecordingRig.Event(1));
        await RecordingRig.SoonAsync(() => rig.Log.Spool!.QuarantineCount == 1); // It is open.
        await RecordingRig.SoonAsync(() => sums.ContainsKey("cairn.events.quarantined"));
        Assert.Equal(1, sums["cairn.events.quarantined"]);
        Assert.True(sums.ContainsKey("cairn.commit.duration/EntryRefusedException"));
    }

    [Fact]
    public async Task A_wait_and_a_commit_are_activities_and_a_commit_belongs_to_no_caller()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cairn",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").Start();
        await rig.Log.ForTenant("traced").RecordAsync(RecordingRig.Event(1), RecordingRig.Cancel);
        var log = rig.Leaves("traced")[0].Log;
        await RecordingRig.SoonAsync(() => ended.Any(a => Equals(a.GetTagItem("cairn.log"), log)));

        var recorded = Assert.Single(ended, a => a.OperationName == "cairn.record" && a.TraceId == request.TraceId);
        Assert.Equal("traced", recorded.GetTagItem("cairn.tenant"));
        var committed = ended.First(a => a.OperationName == "cairn.commit" && Equals(a.GetTagItem("cairn.log"), log));
        Assert.NotEqual(request.TraceId, committed.TraceId);
        Assert.Equal(1, committed.GetTagItem("cairn.batch.size"));
    }

    private MeterListener Listen(ConcurrentDictionary<string, double> sums)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meters.Meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            sums.AddOrUpdate(tags.IsEmpty ? instrument.Name : $"{instrument.Name}/{tags[0].Value}", value, (_, sum) => sum + value);
    }

    private sealed class OneMeter : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new(options);

        public void Dispose() => Meter?.Dispose();
    }
}
