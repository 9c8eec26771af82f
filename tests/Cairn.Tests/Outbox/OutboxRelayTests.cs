using System.Diagnostics.Metrics;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Intake;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>The relay of an outbox in memory: its pace, its words, and what it does with refusals.</summary>
public sealed class OutboxRelayTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TempFolder folder = new();
    private readonly FixedClock clock = new();
    private readonly ListLogger logger = new();
    private readonly MemoryStore store = new();
    private readonly MemoryOutboxRows rows = new();
    private readonly MemoryOutbox outbox;
    private CairnLog? log;

    // Meters are the process's: told from those of tests beside.
    public OutboxRelayTests() => outbox = new(rows, store) { Name = "memory.relayed" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await (log?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Dispose();
    }

    [Fact]
    public async Task An_idle_relay_looks_ever_more_rarely_and_a_busy_one_at_once()
    {
        var relay = await RelayAsync();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            pauses.Add(await relay.RoundAsync(Cancel));
        }

        Assert.InRange(pauses[0], Backoff.First / 2, Backoff.First);
        Assert.All(pauses[6..], pause => Assert.InRange(pause, Second / 2, Second));
        Assert.True(pauses[6..].Distinct().Count() > 1, "Relays that start together must not stay together.");

        Write(1);
        Assert.Equal(TimeSpan.Zero, await relay.RoundAsync(Cancel));
        Assert.InRange(await relay.RoundAsync(Cancel), Backoff.First / 2, Backoff.First);
    }

    [Fact]
    public async Task It_moves_what_comes_until_the_log_is_closed()
    {
        var relay = await RelayAsync();
        relay.Start();
        for (var id = 1; id <= 3; id++)
        {
            Write(id);
            while (rows.Waiting.Count > 0)
            {
                clock.Advance(Second);
                await Task.Yield();
            }
        }

        await log!.DisposeAsync();
        Write(4);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Single(rows.Waiting);
        Assert.Equal([1, 2, 3], Stored());
    }

    [Fact]
    public async Task A_move_that_hangs_does_not_keep_the_host_from_stopping()
    {
        var relay = await RelayAsync();
        var hangs = new TaskCompletionSource();
        outbox.Appending = async (_, _, _, cancellationToken) =>
        {
            hangs.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return [];
        };
        Write(1);
        relay.Start();
        await hangs.Task;

        var closing = log!.DisposeAsync().AsTask();
        while (!closing.IsCompleted)
        {
            clock.Advance(Second);
            await Task.Yield();
        }

        await closing;
        Assert.Single(rows.Waiting);
    }

    [Fact]
    public async Task While_the_outbox_is_away_it_waits_longer_and_longer_and_says_so_ever_more_rarely()
    {
        var relay = await RelayAsync();
        outbox.OnRead = () => throw new IOException("No route to host.");
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 16; i++)
        {
            pauses.Add(await relay.RoundAsync(Cancel));
        }

        Assert.InRange(pauses[^1], Backoff.Longest / 2, Backoff.Longest);
        Assert.Equal(5, logger.Lines.Count(
            l => l.StartsWith("Warning: Audit events of all tenants wait in the outbox memory.relayed", StringComparison.Ordinal)));
        Assert.Equal("Events wait in the outbox memory.relayed: No route to host.", relay.Trouble);
        Assert.Equal(["Events wait in the outbox memory.relayed: No route to host."], log!.Health().Words()); // It is open.

        outbox.OnRead = null;
        Write(1);
        await relay.RoundAsync(Cancel);
        Assert.Null(relay.Trouble);
        Assert.Contains(logger.Lines, line => line.StartsWith(
            "Information: Audit events in the outbox memory.relayed are moved again, after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_entries_the_one_the_store_never_takes_is_found_and_the_others_keep_their_order()
    {
        var relay = await RelayAsync();
        Write([.. Enumerable.Range(1, 100)]);
        outbox.Appending =
            (identity, entries, _, _) => entries.FirstOrDefault(e => e.Leaf.Id == Some.Id(7) || e.Leaf.Id == Some.Id(63)) is { } sick
                ? throw new EntryRefusedException($"The entry {sick.Leaf.Id} is\ntoo large.")
                : store.AppendAsync(identity, entries, Cancel);

        await relay.RoundAsync(Cancel);

        Assert.Equal(Enumerable.Range(1, 100).Where(i => i is not (7 or 63)), Stored());
        Assert.Equal([7, 63], rows.SetAside.Select(r => r.Position));
        Assert.Contains(
            $"Error: An audit event in the outbox memory.relayed was set aside, at position 7: The entry {Some.Id(7)} is too large. "
            + "(0 more since the last message)",
            logger.Lines);
    }

    [Fact]
    public async Task A_person_somebody_else_named_first_is_sealed_again_but_not_for_ever()
    {
        var relay = await RelayAsync();
        Write(1);
        var races = 0;
        outbox.Appending = (identity, entries, _, _) => races++ < 2
            ? throw new SubjectRaceException()
            : store.AppendAsync(identity, entries, Cancel);
        await relay.RoundAsync(Cancel);
        Assert.Equal([1], Stored());

        Write(2);
        races = int.MinValue;
        Assert.NotEqual(TimeSpan.Zero, await relay.RoundAsync(Cancel));
        Assert.Single(rows.Waiting);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_not_asked_for_each_of_a_thousand_tenants()
    {
        var relay = await RelayAsync();
        rows.Write([.. Enumerable.Range(1, 1_000).Select(i => Row(i, $"club-{i}"))]);
        var asked = 0;
        outbox.Appending = (_, _, _, _) => throw new TimeoutException($"Try {++asked}.");

        await relay.RoundAsync(Cancel);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task What_waits_and_how_long_is_a_metric()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            if (instrument.Meter.Name == "Cairn" && tags.Contains(new("cairn.outbox.name", "memory.relayed")))
            {
                seen[instrument.Name] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
                    + (instrument is Counter<long> ? seen.GetValueOrDefault(instrument.Name) : 0);
            }
        }

        listener.SetMeasurementEventCallback<long>(Measured);
        listener.SetMeasurementEventCallback<double>(Measured);
        listener.Start();
        var relay = await RelayAsync();
        rows.Write([Row(1), Row(2), Row(3, "../club"), Row(4) with { WrittenAt = Some.Time.AddSeconds(-90) }]);
        outbox.Appending = (identity, entries, _, _) => entries.Count > 2
            ? throw new IOException("Away.")
            : store.AppendAsync(identity, entries, Cancel);
        await relay.RoundAsync(Cancel);
        rows.Complete([1, 2], []);
        clock.Advance(TimeSpan.FromSeconds(5));
        outbox.Appending = (_, _, _, _) => throw new IOException("Away.");
        await relay.RoundAsync(Cancel);
        listener.RecordObservableInstruments();
        Assert.Equal((90, 1, 1), (seen["cairn.outbox.lag"], seen["cairn.outbox.pending"], seen["cairn.outbox.set_aside"]));

        outbox.Appending = (identity, entries, _, _) => store.AppendAsync(identity, entries, Cancel);
        clock.Advance(TimeSpan.FromSeconds(5));
        await relay.RoundAsync(Cancel);
        await relay.RoundAsync(Cancel);
        listener.RecordObservableInstruments();
        Assert.Equal(
            (0, 0, 1, 1),
            (seen["cairn.outbox.lag"], seen["cairn.outbox.pending"], seen["cairn.outbox.set_aside"], seen["cairn.outbox.moved"]));
    }

    [Fact]
    public async Task What_waits_goes_on_waiting_in_the_metrics_while_the_database_is_away()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            if (instrument.Meter.Name == "Cairn" && tags.Contains(new("cairn.outbox.name", "memory.relayed")))
            {
                seen[instrument.Name] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        listener.SetMeasurementEventCallback<long>(Measured);
        listener.SetMeasurementEventCallback<double>(Measured);
        listener.Start();
        var relay = await RelayAsync();
        outbox.OnMeasure = outbox.OnRead = () => throw new IOException("Away.");
        await relay.RoundAsync(Cancel);
        clock.Advance(TimeSpan.FromSeconds(30));
        listener.RecordObservableInstruments();
        Assert.Equal(30, seen["cairn.outbox.lag"]); // Never seen: at least as old as the outage.

        rows.Write([Row(1) with { WrittenAt = Some.Time.AddSeconds(-90) }]);
        outbox.OnMeasure = null; // It answers, and nothing can be moved.
        await relay.RoundAsync(Cancel);
        listener.RecordObservableInstruments();
        Assert.Equal((90, 1), (seen["cairn.outbox.lag"], seen["cairn.outbox.pending"]));

        outbox.OnMeasure = () => throw new IOException("Away.");
        clock.Advance(TimeSpan.FromSeconds(60));
        await relay.RoundAsync(Cancel);
        listener.RecordObservableInstruments();
        Assert.Equal((150, 1), (seen["cairn.outbox.lag"], seen["cairn.outbox.pending"]));

        rows.Write([Row(2)]);
        outbox.OnMeasure = null;
        await relay.RoundAsync(Cancel);
        listener.RecordObservableInstruments();
        Assert.Equal(2, seen["cairn.outbox.pending"]);
    }

    [Fact]
    public async Task The_words_of_an_action_come_into_the_log_before_its_first_event_does()
    {
        var removed = new AuditAction("member.removed", AuditCategories.Admin, "{actor} removed {target}");
        log = await CairnLog.OpenAsync(
            store, LogFiles.Beside(folder.File("audit")), new() { Clock = clock, Actions = { removed } }, logger);
        var relay = log.Relay(outbox, Second);
        rows.Write([Row(1) with { Event = EventJson.Write(removed.On("member", "m1") with { Id = Some.Id(1) }) }, Row(2)]);

        await relay.RoundAsync(Cancel);

        var leaves = store.Rows.Logs.Single().Entries.Values.Select(e => LeafReader.Parse(e.Leaf.Span)).ToList();
        Assert.Equal(["cairn.action_declared", "member.removed", "door.opened"], leaves.Select(l => l.Action));
        Assert.Equal([null, removed.Declaration.Reference, null], leaves.Select(l => l.Declared));
    }

    private static OutboxRow Row(long id, string tenant = LogIdentity.DefaultTenant) =>
        new() { Position = 0, Tenant = tenant, EventId = Some.Id(id), Event = EventJson.Write(Some.BareEvent(id)), WrittenAt = Some.Time };

    private void Write(params int[] ids) => rows.Write([.. ids.Select(id => Row(id))]);

    private IEnumerable<int> Stored() => store.Rows.Logs.SelectMany(l => l.Entries.Values)
        .OrderBy(e => e.Index)
        .Select(e => Enumerable.Range(1, 1_000).First(i => Some.Id(i) == e.Columns.EventId));

    private async Task<OutboxRelay> RelayAsync()
    {
        log = await CairnLog.OpenAsync(store, LogFiles.Beside(folder.File("audit")), new() { Clock = clock }, logger);
        return log.Relay(outbox, Second);
    }
}
