using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task A_new_log_has_the_head_of_the_empty_tree()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var head = await store.ReadHeadAsync(log, Cancel);
        Assert.Equal((0, 0, 0), (head.Size, head.Edge.Length, head.StoredAt));
        Assert.Empty(await store.ReadEntriesAsync(log, 0, 100, Cancel));
        Assert.Null(await store.FindAsync(log, Some.Id(1), Cancel));
        await IsTreeOf(store, log, []);
    }

    [Fact]
    public async Task Entries_take_the_next_indexes_in_the_order_given()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 10);
        var first = await store.AppendAsync(log, entries[..4], Cancel);
        var second = await store.AppendAsync(log, entries[4..], Cancel);
        Assert.Equal(entries.Select((e, i) => new AppendResult(AppendStatus.Appended, i, e.LeafHash)), first.Concat(second));
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task Parties_without_an_id_have_their_rows()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var e = Some.BareEvent() with { Actor = new("user"), Targets = [new("file"), new("file", "f1"), new("file", Name: "Bo's file")] };
        List<SealedEntry> entries = [Some.Entry(log, e)];
        await store.AppendAsync(log, entries, Cancel);
        await Holds(store, log, entries);
        Assert.Equal([new(0, "file", ""), new(1, "file", "f1"), new(2, "file", "")], (await All(store, log))[0].Targets);
    }

    [Fact]
    public async Task An_empty_batch_changes_nothing()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        Assert.Empty(await store.AppendAsync(log, [], Cancel));
        await IsTreeOf(store, log, []);
    }

    [Fact]
    public async Task A_batch_of_five_thousand_is_one_batch()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 5000);
        var results = await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(4999, results[^1].Index);
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task Entries_are_read_in_pages_by_index()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, Some.Entries(log, 700), Cancel);
        foreach (var page in new[] { 1, 7, 256, 700, int.MaxValue })
        {
            var indexes = new List<long>();
            for (long from = 0; from < 700; from += page)
            {
                indexes.AddRange((await store.ReadEntriesAsync(log, from, page, Cancel)).Select(e => e.Index));
            }

            Assert.Equal(Enumerable.Range(0, 700).Select(i => (long)i), indexes);
        }

        Assert.Empty(await store.ReadEntriesAsync(log, 700, 10, Cancel));
        Assert.Empty(await store.ReadEntriesAsync(log, long.MaxValue, int.MaxValue, Cancel));
        Assert.Empty(await store.ReadEntriesAsync(log, 5, 0, Cancel));
    }

    [Fact]
    public async Task An_event_is_found_by_its_id()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, Some.Entries(log, 50), Cancel);
        Assert.Equal(0, await store.FindAsync(log, Some.Id(1), Cancel));
        Assert.Equal(49, await store.FindAsync(log, Some.Id(50), Cancel));
        Assert.Null(await store.FindAsync(log, Some.Id(51), Cancel));
    }

    [Fact]
    public async Task The_stores_time_never_runs_backwards()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var clock = new FixedClock();
        int[] jumps = [0, 5, -3600, 1, 7200, -1, 0];
        var times = new List<long>();
        for (var i = 0; i < jumps.Length; i++)
        {
            clock.Set(clock.GetUtcNow().AddSeconds(jumps[i]));
            times.Add(RfcTime.ToMicroseconds(clock.GetUtcNow()));
            await store.AppendAsync(log, [Some.Entry(log, id: i + 1, at: clock.GetUtcNow())], Cancel);
        }

        var stored = await All(store, log);
        Assert.Equal(times.Select((_, i) => times.Take(i + 1).Max()), stored.Select(e => e.StoredAt));
        Assert.Equal(times.Max(), (await store.ReadHeadAsync(log, Cancel)).StoredAt);
    }

    [Fact]
    public async Task A_replay_does_not_move_the_stores_time()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, [Some.Entry(log)], Cancel);
        var before = await store.ReadHeadAsync(log, Cancel);
        await store.AppendAsync(
            log, [Some.Entry(log, at: Some.Time.AddDays(1)), Some.Entry(log, id: 2, at: Some.Time.AddHours(-1))], Cancel);
        Assert.Equal(before.StoredAt, (await store.ReadHeadAsync(log, Cancel)).StoredAt);
        Assert.All(await All(store, log), e => Assert.Equal(before.StoredAt, e.StoredAt));
    }

    [Fact]
    public async Task Tiles_and_head_are_those_of_the_tree_after_batches_of_any_size()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var random = new Random(42);
        var leaves = new List<Hash>();
        while (leaves.Count < 1300)
        {
            var batch = Some.Entries(log, random.Next(1, 90), from: leaves.Count + 1, bare: true);
            await store.AppendAsync(log, batch, Cancel);
            leaves.AddRange(batch.Select(e => e.LeafHash));
            await IsTreeOf(store, log, [.. leaves]);
        }
    }

    [Fact]
    public async Task A_log_grows_across_a_full_tile_of_full_tiles()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var random = new Random(43);
        var leaves = new List<Hash>();
        while (leaves.Count < 65_536 + 300)
        {
            // The last batches before the boundary are small: they end before, at and after it.
            var most = Math.Abs(65_536 - leaves.Count) < 600 ? 255 : 3000;
            var batch = Some.Entries(log, random.Next(1, most), from: leaves.Count + 1, bare: true);
            await store.AppendAsync(log, batch, Cancel);
            leaves.AddRange(batch.Select(e => e.LeafHash));
        }

        await IsTreeOf(store, log, [.. leaves]);
    }
}
