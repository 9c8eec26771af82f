using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task A_log_whose_entries_have_all_expired_goes_on_and_its_old_proofs_hold()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 700);
        await store.AppendAsync(log, entries[..400], Cancel);
        var old = await Head(store, log);
        Forget(log, new(0, 400));
        Assert.Empty(await All(store, log));
        Assert.Equal(old, await Head(store, log));

        await store.AppendAsync(log, entries[400..], Cancel);
        Hash[] leaves = [.. entries.Select(e => e.LeafHash)];
        await IsTreeOf(store, log, leaves);
        await Proves(store, log, leaves, old);
        Assert.Equal(Enumerable.Range(400, 300).Select(i => (long)i), (await All(store, log)).Select(e => e.Index));
    }

    [Fact]
    public async Task Expired_entries_are_left_out_of_a_page()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, Some.Entries(log, 100), Cancel);
        Forget(log, new(10, 90));
        Assert.Equal([8, 9], (await store.ReadEntriesAsync(log, 8, 50, Cancel)).Select(e => e.Index));
        Assert.Empty(await store.FindStraysAsync(log, Cancel));
    }

    // Inclusion of entries on both sides of the hole, and consistency across it, from the stored tiles alone.
    private static async Task Proves(ILogStore store, LogIdentity log, Hash[] leaves, TreeHead old)
    {
        var head = await Head(store, log);
        foreach (var index in new[] { 0L, 255, 256, 399, 400, head.Size - 1 })
        {
            var reader = await Tiles(store, log, MerkleProof.TilesForInclusion(index, head.Size));
            Assert.True(MerkleProof.CheckInclusion(MerkleProof.ProveInclusion(index, head.Size, reader), index, leaves[index], head));
        }

        var tiles = await Tiles(store, log, MerkleProof.TilesForConsistency(old.Size, head.Size));
        Assert.True(MerkleProof.CheckConsistency(MerkleProof.ProveConsistency(old.Size, head.Size, tiles), old, head));
    }

    private static async Task<TileReader> Tiles(ILogStore store, LogIdentity log, IReadOnlyList<TileId> ids)
    {
        var tiles = await store.ReadTilesAsync(log, ids, Cancel);
        return tile => tiles[tile];
    }
}
