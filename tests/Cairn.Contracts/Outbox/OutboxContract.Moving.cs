using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Primitives;

namespace Cairn.Contracts;

public abstract partial class OutboxContract
{
    [Fact]
    public async Task What_was_committed_is_in_the_log_once_and_in_order_and_the_outbox_empty()
    {
        await using var log = await OpenAsync();
        await WriteAsync(Rows(3));
        await WriteAsync(Rows(2, from: 4));

        await log.DrainAsync();
        await log.DrainAsync();

        Assert.Equal(Numbers(5), await Ids(log.Store));
        Assert.Equal(0, (await log.Outbox.MeasureAsync(Cancel)).Pending);
        Assert.Null(log.Relay.Trouble);
    }

    [Fact]
    public async Task The_entry_has_the_rows_id_and_time()
    {
        await using var log = await OpenAsync();
        await WriteAsync(Row(Some.Event(occurredAt: Some.Time.AddDays(-1))), Row(Some.Id(2), """{"action":"door.opened"}"""));
        var written = (await log.Outbox.ReadAsync(10, 1 << 20, [], Cancel))[1].WrittenAt;

        await log.DrainAsync();

        var entries = await log.Store.ReadEntriesAsync(Assert.Single(await log.Store.ListLogsAsync(Cancel)), 0, 10, Cancel);
        var times = entries.Select(e => LeafReader.Parse(e.Leaf.Span).OccurredAt).ToList();
        Assert.Equal([Some.Time.AddDays(-1), RfcTime.Truncate(written)], times);
        Assert.Equal(Numbers(2), entries.Select(e => e.Columns.EventId));
    }

    [Fact]
    public async Task Each_tenant_has_its_rows_in_its_own_log()
    {
        await using var log = await OpenAsync();
        await WriteAsync([.. Enumerable.Range(1, 60).Select(i => Row(Some.Event(id: i), $"club-{i % 3}"))]);

        await log.DrainAsync();

        for (var club = 0; club < 3; club++)
        {
            Assert.Equal(Enumerable.Range(1, 60).Where(i => i % 3 == club).Select(i => Some.Id(i)), await Ids(log.Store, $"club-{club}"));
        }
    }

    [Fact]
    public async Task Ten_thousand_rows_of_several_tenants_arrive_in_order()
    {
        await using var log = await OpenAsync();
        var random = new Random(7);
        var rows = Enumerable.Range(1, 10_000).Select(i => Row(Some.BareEvent(i), $"club-{random.Next(5)}")).ToList();
        foreach (var transaction in rows.Chunk(2_500))
        {
            await WriteAsync(transaction);
        }

        await log.DrainAsync();

        foreach (var club in rows.GroupBy(r => r.Tenant, StringComparer.Ordinal))
        {
            Assert.Equal(club.Select(r => r.EventId), await Ids(log.Store, club.Key));
        }
    }

    [Fact]
    public async Task A_read_stops_at_the_bytes_it_was_given_but_takes_one_row_at_least()
    {
        await using var log = await OpenAsync();
        await WriteAsync([.. Enumerable.Range(1, 5).Select(i => Row(Some.BareEvent(i).With("note", new string('x', 1_000))))]);

        Assert.Single(await log.Outbox.ReadAsync(10, 10, [], Cancel));
        Assert.Equal(2, (await log.Outbox.ReadAsync(10, 1_500, [], Cancel)).Count);
        Assert.Equal(3, (await log.Outbox.ReadAsync(3, 1 << 20, [], Cancel)).Count);
        Assert.Empty(await log.Outbox.ReadAsync(3, 1 << 20, ["default"], Cancel));
    }

    [Fact]
    public async Task Two_relays_at_once_move_each_row_once_and_in_order()
    {
        await WriteAsync(Rows(2_500));
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).Relay.RoundAsync(Cancel), Cancel))
            .Chunk(2)
            .Select(Task.WhenAll));
        await one.DrainAsync();

        Assert.Equal(Numbers(2_500), await Ids(one.Store));
    }

    [Fact]
    public async Task While_a_move_is_under_way_there_is_no_other()
    {
        await WriteAsync(Rows(3));
        await using var log = await OpenAsync();
        var position = (await log.Outbox.ReadAsync(1, 1 << 20, [], Cancel))[0].Position;
        await using (await log.Outbox.BeginAsync([position], Cancel))
        {
            Assert.Null(await log.Outbox.BeginAsync([position], Cancel));
            await log.DrainAsync();
            Assert.Empty(await Ids(log.Store));
        }

        await log.DrainAsync();
        Assert.Equal(Numbers(3), await Ids(log.Store));
    }

    [Fact]
    public async Task A_move_that_is_given_up_leaves_the_rows_where_they_were()
    {
        await WriteAsync(Rows(3));
        await using var log = await OpenAsync();
        var before = await log.Outbox.ReadAsync(10, 1 << 20, [], Cancel);
        await using (var move = await log.Outbox.BeginAsync([.. before.Select(r => r.Position), 4711], Cancel))
        {
            Assert.Equal(before.Select(r => r.Position), move!.Positions.Order());
        }

        Assert.Equal(before.Select(r => r.Position), (await log.Outbox.ReadAsync(10, 1 << 20, [], Cancel)).Select(r => r.Position));
    }
}
