using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class StoreLifecycleContract
{
    [Fact]
    public async Task What_a_plan_names_by_ranges_goes_with_all_that_stands_beside_it()
    {
        var (store, ways, log) = await OpenLog();
        var head = await store.ReadHeadAsync(log, Cancel);
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4), (7, 7), (18, 19))));
        var result = await ways.ExpireAsync(log, plan, Cancel);
        Assert.Equal((8, 8), (result.Deleted, result.Gone));
        Assert.Empty(result.Held);
        Assert.Equal([5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20], await Indexes(store, log));
        Assert.Equal(head.Size + 1, (await store.ReadHeadAsync(log, Cancel)).Size);
        await IsWhole(store, log);
    }

    [Fact]
    public async Task What_a_plan_names_by_a_bitmap_goes()
    {
        var (store, ways, log) = await OpenLog();
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Bits(1, 3, 5, 6, 9, 17)));
        Assert.Equal(6, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
        Assert.Equal([0, 2, 4, 7, 8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20], await Indexes(store, log));
    }

    [Fact]
    public async Task Nothing_goes_that_came_after_the_plan()
    {
        var (store, ways, log) = await OpenLog(3);
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 100))));
        await store.AppendAsync(log, Some.Entries(log, 3, from: 50), Cancel);
        Assert.Equal(3, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
        Assert.Equal([3, 4, 5, 6], await Indexes(store, log));
    }

    [Fact]
    public async Task Cairns_own_entries_never_go()
    {
        var (store, ways, log) = await OpenLog(3);
        await Attest(store, log, SomeManifest.Placed(log, 100, Hold, SomeManifest.Ranges((500, 500))));
        await store.AppendAsync(log, Some.Entries(log, 2, from: 50), Cancel);
        var plan = await Attest(store, log, SomeManifest.Plan(log, 101, SomeManifest.Ranges((0, 5))));
        Assert.Equal(5, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
        Assert.Equal([3, 6], await Indexes(store, log));
        Assert.Equal(2, (await store.ReadManifestsAsync(log, Cancel)).Count);
        await IsWhole(store, log);
    }

    [Fact]
    public async Task A_plan_is_not_carried_out_before_its_time()
    {
        var (store, ways, log) = await OpenLog();
        var plan = await Attest(
            store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4)), new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.ExpireAsync(log, plan, Cancel));
        Assert.Equal(21, (await Indexes(store, log)).Count);
        plan = await Attest(store, log, SomeManifest.Plan(log, 101, SomeManifest.Ranges((0, 4)), new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(5, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
    }

    [Fact]
    public async Task Young_entries_stay_by_the_longest_floor_that_fits()
    {
        opened = Open();
        var log = await opened.CreateLogAsync(Some.Log(), Cancel);
        var old = DateTimeOffset.UtcNow.AddDays(-100);
        await opened.AppendAsync(
            log,
            [.. Enumerable.Range(1, 4)
                .Select(i => Some.Entry(log, Some.Event(id: i, action: i == 2 ? "invoice.paid" : "door.opened"), i, old.AddSeconds(i)))],
            Cancel);
        await opened.AppendAsync(
            log, [Some.Entry(log, Some.Event(id: 5, action: "door.opened"), 5, DateTimeOffset.UtcNow.AddMinutes(-1))], Cancel);
        var plan = await Attest(opened, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4)), at: DateTimeOffset.UtcNow));
        SetFloor("floor_days", 30);
        SetFloor("floor_days:action:invoice.paid", 365);
        var result = await ((IStoreLifecycle)opened).ExpireAsync(log, plan, Cancel);
        Assert.Equal((3, 3), (result.Deleted, result.Gone));
        Assert.Equal([1, 4, 5], await Indexes(opened, log));
    }

    [Fact]
    public async Task Nothing_goes_that_no_plan_attests()
    {
        var (store, ways, log) = await OpenLog();
        var erased = await Attest(store, log, SomeManifest.Erased(log, 100, Some.Entry(log).Disclosures[0].Digest));
        var lying = await Attest(store, log, SomeManifest.Own(
            log, 101, new ExpiryPlannedManifest(new(Hold), null, null, SomeManifest.Ranges((0, 4))), "cairn.events_dropped"));
        foreach (var index in new[] { -1, 0, 5, erased, lying, 1000 })
        {
            await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.ExpireAsync(log, index, Cancel));
        }

        Assert.Equal(22, (await Indexes(store, log)).Count);
    }

    [Fact]
    public async Task A_plan_of_another_log_lets_nothing_go()
    {
        var (store, ways, log) = await OpenLog();
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        await store.AppendAsync(other, Some.Entries(other, 20), Cancel);
        var plan = await Attest(store, other, SomeManifest.Plan(other, 100, SomeManifest.Ranges((0, 4))));
        await store.AppendAsync(log, Some.Entries(log, 1, from: 60), Cancel); // At the plan's index.
        await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.ExpireAsync(log, plan, Cancel));
        Assert.Equal(5, (await ways.ExpireAsync(other, plan, Cancel)).Deleted);
        Assert.Equal(21, (await Indexes(store, log)).Count);
    }

    [Fact]
    public async Task A_forged_manifest_lets_nothing_go()
    {
        var (store, ways, log) = await OpenLog();
        Forge(log, 7, "expiry_planned", SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4))).Manifest!);
        await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.ExpireAsync(log, 7, Cancel));
        Assert.Equal(20, (await Indexes(store, log)).Count);
    }

    [Fact]
    public async Task An_expiry_that_failed_or_was_done_can_be_run_again()
    {
        var (store, ways, log) = await OpenLog();
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 9))));
        foreach (var (side, left) in new[] { (AppendStep.BeforeCommit, 21), (AppendStep.AfterCommit, 11) })
        {
            OnCommit(store, step => _ = step == side ? throw new IOException("power") : 0);
            await Assert.ThrowsAnyAsync<Exception>(async () => await ways.ExpireAsync(log, plan, Cancel));
            OnCommit(store, null);
            Assert.Equal(left, (await Indexes(store, log)).Count);
        }

        Assert.Equal((0, 10), await ways.ExpireAsync(log, plan, Cancel) is var again ? (again.Deleted, again.Gone) : default);
        await IsWhole(store, log);
    }

    [Fact]
    public async Task A_long_plan_is_carried_out_whole()
    {
        var (store, ways, log) = await OpenLog(10);
        await store.AppendAsync(log, Some.Entries(log, 5000, from: 100, bare: true), Cancel);
        var plan = await Attest(store, log, SomeManifest.Plan(log, 9000, SomeManifest.Ranges((3, 4990))));
        Assert.Equal((4988, 4988), await ways.ExpireAsync(log, plan, Cancel) is var result ? (result.Deleted, result.Gone) : default);
        Assert.Equal([0, 1, 2, 4991], (await Indexes(store, log)).Take(4));
        await IsWhole(store, log);
    }

    [Fact]
    public async Task An_event_sent_again_after_its_entry_expired_is_new()
    {
        var (store, ways, log) = await OpenLog(3);
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 1))));
        await ways.ExpireAsync(log, plan, Cancel);
        var results = await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
        Assert.Equal([AppendStatus.Appended, AppendStatus.Appended, AppendStatus.Replayed], results.Select(r => r.Status));
        Assert.Equal([2, 3, 4, 5], await Indexes(store, log));
        Assert.Null(await store.FindAsync(log, Some.Id(77), Cancel));
    }

    [Fact]
    public async Task A_month_goes_only_when_all_of_it_is_attested_and_nothing_is_kept()
    {
        opened = Open();
        var ways = (IStoreLifecycle)opened;
        var log = await opened.CreateLogAsync(Some.Log(), Cancel);
        var other = await opened.CreateLogAsync(Some.Log("other"), Cancel);
        var may = new DateTimeOffset(2024, 5, 3, 0, 0, 0, TimeSpan.Zero);
        await opened.AppendAsync(log, [.. Enumerable.Range(1, 5).Select(i => Some.Entry(log, id: i, at: may.AddSeconds(i)))], Cancel);
        await opened.AppendAsync(other, [.. Enumerable.Range(1, 2).Select(i => Some.Entry(other, id: i, at: may.AddSeconds(i)))], Cancel);
        await opened.AppendAsync(log, [Some.Entry(log, id: 6, at: may.AddMonths(1))], Cancel);
        await Attest(opened, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 2)), at: may.AddMonths(2)));
        await Attest(opened, log, SomeManifest.Plan(log, 101, SomeManifest.Ranges((3, 5)), at: may.AddMonths(2)));
        Assert.Null(await ways.DropMonthAsync(202405, Cancel)); // The other log's entries are in no plan.
        await Attest(opened, other, SomeManifest.Plan(other, 100, SomeManifest.Ranges((0, 1)), at: may.AddMonths(2)));
        await Attest(opened, log, SomeManifest.Placed(log, 102, Hold, SomeManifest.Ranges((1, 1))));
        Assert.Null(await ways.DropMonthAsync(202405, Cancel));
        await Attest(opened, log, SomeManifest.Lifted(log, 103, Hold));
        Assert.Equal(7, await ways.DropMonthAsync(202405, Cancel));
        Assert.Equal([5, 6, 7, 8, 9], await Indexes(opened, log));
        Assert.Equal([2], await Indexes(opened, other));
        Assert.Equal(0, await ways.DropMonthAsync(202405, Cancel) ?? 0);
        await IsWhole(opened, log);
    }
}
