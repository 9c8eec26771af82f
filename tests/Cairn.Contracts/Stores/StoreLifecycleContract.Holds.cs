using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class StoreLifecycleContract
{
    [Fact]
    public async Task A_hold_wins_over_a_plan_until_it_is_lifted()
    {
        var (store, ways, log) = await OpenLog();
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 9))));
        await Attest(store, log, SomeManifest.Placed(log, 101, Hold, SomeManifest.Bits(2, 3, 8, 12)));
        var result = await ways.ExpireAsync(log, plan, Cancel);
        Assert.Equal((7, 7), (result.Deleted, result.Gone));
        Assert.Equal([new(2, 4), new(8, 9)], result.Held);
        Assert.Equal([2, 3, 8], (await Indexes(store, log)).Take(3));
        await Attest(store, log, SomeManifest.Lifted(log, 102, Hold));
        result = await ways.ExpireAsync(log, plan, Cancel);
        Assert.Equal((3, 10), (result.Deleted, result.Gone));
        Assert.Empty(result.Held);
        await IsWhole(store, log);
    }

    [Fact]
    public async Task Two_holds_on_one_entry_keep_it_until_both_are_lifted()
    {
        var (store, ways, log) = await OpenLog();
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4))));
        await Attest(store, log, SomeManifest.Placed(log, 101, Hold, SomeManifest.Ranges((0, 3))));
        await Attest(store, log, SomeManifest.Placed(log, 102, OtherHold, SomeManifest.Ranges((3, 4))));
        await Attest(store, log, SomeManifest.Lifted(log, 103, Hold));
        Assert.Equal(3, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
        await Attest(store, log, SomeManifest.Lifted(log, 104, OtherHold));
        Assert.Equal(2, (await ways.ExpireAsync(log, plan, Cancel)).Deleted);
    }

    [Fact]
    public async Task The_ranges_in_force_are_those_of_the_entries_that_placed_them()
    {
        var (store, _, log) = await OpenLog();
        Assert.Empty(await store.ReadHoldsAsync(log, Cancel));
        await Attest(store, log, SomeManifest.Placed(log, 101, Hold, SomeManifest.Bits(2, 3, 8)));
        await Attest(store, log, SomeManifest.Placed(log, 102, Hold, SomeManifest.Ranges((8, 8), (10, 11)))); // A further one adds.
        await Attest(store, log, SomeManifest.Placed(log, 103, OtherHold, SomeManifest.Ranges((0, 0))));
        Assert.Equal([new(Hold, 2, 3), new(Hold, 8, 8), new(Hold, 10, 11), new(OtherHold, 0, 0)], await store.ReadHoldsAsync(log, Cancel));
        await Attest(store, log, SomeManifest.Lifted(log, 104, Hold));
        Assert.Equal([new(OtherHold, 0, 0)], await store.ReadHoldsAsync(log, Cancel));
        await IsWhole(store, log);
    }

    [Fact]
    public async Task An_entry_of_an_application_places_and_lifts_no_hold()
    {
        var (store, _, log) = await OpenLog();
        await Attest(store, log, SomeManifest.Placed(log, 101, Hold, SomeManifest.Ranges((2, 3))));
        await Attest(store, log, SomeManifest.Own(log, 102, new HoldLiftedManifest(Hold), "member.removed"));
        Assert.Equal([new(Hold, 2, 3)], await store.ReadHoldsAsync(log, Cancel));
    }
}
