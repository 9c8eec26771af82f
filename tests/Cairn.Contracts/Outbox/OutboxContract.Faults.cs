using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class OutboxContract
{
    [Theory]
    [InlineData(AppendStep.BeforeCommit)]
    [InlineData(AppendStep.AfterCommit)]
    public async Task A_commit_that_fails_on_either_side_loses_nothing_and_doubles_nothing(object step)
    {
        await WriteAsync(Rows(20));
        await using var log = await OpenAsync();
        var failures = 1;
        OnAppend(log.Store, log.Outbox, at =>
        {
            if (at == (AppendStep)step && Interlocked.Decrement(ref failures) >= 0)
            {
                throw new IOException("The plug was pulled.");
            }
        });

        await log.DrainAsync();
        Assert.NotNull(log.Relay.Trouble);
        await using var other = await OpenAsync(); // Another relay, for this tenant rests in the first one.
        await other.DrainAsync();

        Assert.Equal(Numbers(20), await Ids(log.Store));
        Assert.Empty(await other.Outbox.ReadAsync(10, 1 << 20, [], Cancel));
    }

    [Fact]
    public async Task A_tenant_whose_log_takes_nothing_does_not_hold_up_the_others()
    {
        var clock = new FixedClock();
        var options = new CairnOptions { Clock = clock };
        await using var log = await OpenAsync(options: options);
        await WriteAsync(Rows(1_100, tenant: "sick"));
        await WriteAsync(Rows(5, tenant: "well"));
        var isSick = true;
        var (store, away) = (log.Store, 0);
        OnAppend(store, log.Outbox, at =>
        {
            if (at == AppendStep.BeforeCommit && isSick && away++ == 0)
            {
                throw new IOException("This log's disk is full.");
            }
        });

        Assert.NotEqual(TimeSpan.Zero, await log.Relay.RoundAsync(Cancel)); // A page full of the sick one's.
        Assert.Equal(TimeSpan.Zero, await log.Relay.RoundAsync(Cancel));
        Assert.Equal(Numbers(5), await Ids(store, "well"));
        Assert.Empty(await Ids(store, "sick"));
        Assert.Contains("wait in the outbox", log.Relay.Trouble, StringComparison.Ordinal);

        isSick = false;
        clock.Advance(Backoff.Longest);
        await log.DrainAsync();
        Assert.Equal(Numbers(1_100), await Ids(store, "sick"));
        Assert.Null(log.Relay.Trouble);
    }

    [Fact]
    public async Task What_no_log_takes_is_set_aside_with_its_reason_and_the_rest_passes()
    {
        await using var log = await OpenAsync();
        var bad = Some.Id(900);
        await WriteAsync(
            Row(Some.Event(id: 1)),
            Row(bad, "{\"action\":"),
            Row(bad, """{"action":"cairn.erased"}"""),
            Row(bad, $$"""{"action":"door.opened","id":"{{Some.Id(901)}}"}"""),
            Row(bad, $$$"""{"action":"door.opened","metadata":{"note":"{{{new string('x', EventLimits.Document)}}}"}}"""),
            Row(Guid.Empty, """{"action":"door.opened"}"""),
            Row(Some.Event(id: 902), "../club"),
            Row(Some.Event(id: 903), new string('t', 100)),
            Row(Some.Event(id: 2)));

        await log.DrainAsync();

        Assert.Equal(Numbers(2), await Ids(log.Store));
        Assert.Single(await log.Store.ListLogsAsync(Cancel));
        string[] reasons =
            ["not JSON", "cairn.*", "differs from the row's event_id", "64 MiB", "all zero", "tenant: must be", "tenant: must be"];
        Assert.All(reasons.Zip(await SetAsideAsync()), r => Assert.Contains(r.First, r.Second.Reason, StringComparison.Ordinal));
        Assert.Equal(new(0, TimeSpan.Zero, reasons.Length), await log.Outbox.MeasureAsync(Cancel));
        Assert.StartsWith($"{reasons.Length} events", log.Relay.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_stands_for_another_event_is_set_aside_and_the_same_event_again_is_the_same_entry()
    {
        await using var log = await OpenAsync();
        await log.Log.RecordAsync(Some.Event(id: 1), Cancel);
        await WriteAsync(
            Row(Some.Event(id: 1, reason: "another")),
            Row(Some.Event(id: 2, occurredAt: Some.Time)),
            Row(Some.Event(id: 2, occurredAt: Some.Time)));

        await log.DrainAsync();

        Assert.Equal(Numbers(2), await Ids(log.Store));
        Assert.Contains("different event", Assert.Single(await SetAsideAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_put_back_is_tried_again()
    {
        await using var log = await OpenAsync();
        await WriteAsync(Row(Some.Event(id: 1), "../club"));
        await log.DrainAsync();
        await log.DrainAsync();
        var refused = Assert.Single(await SetAsideAsync());

        await PutBackAsync(refused.Position);
        Assert.Empty(await SetAsideAsync());
        await log.DrainAsync();

        Assert.Equal(refused, Assert.Single(await SetAsideAsync()));
    }

    [Fact]
    public async Task A_secret_somebody_else_wrote_into_the_outbox_does_not_reach_the_log()
    {
        await using var log = await OpenAsync();
        await WriteAsync(Row(Some.Id(1), """{"action":"door.opened","metadata":{"password":"hunter2-hunter2"}}"""));

        await log.DrainAsync();

        var entry = Assert.Single(await log.Store.ReadEntriesAsync(Assert.Single(await log.Store.ListLogsAsync(Cancel)), 0, 10, Cancel));
        Assert.DoesNotContain(entry.Disclosures, d => d.Json.Span.IndexOf("hunter2"u8) >= 0);
    }
}
