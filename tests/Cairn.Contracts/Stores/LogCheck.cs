using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>Whether head, tiles and entries of a log with nothing expired agree.</summary>
internal static class LogCheck
{
    public static async Task<IReadOnlyList<StoredEntry>> IsSound(ILogStore store, LogIdentity log)
    {
        var head = await store.ReadHeadAsync(log, default);
        var entries = await store.ReadEntriesAsync(log, 0, int.MaxValue, default);
        Hash[] leaves = [.. entries.Select(e => Hash.OfLeaf(e.Leaf.Span))];
        Assert.Equal(new(leaves.Length, SlowTree.Root(leaves)), RightEdge.FromBytes(head.Size, head.Edge.Span).Head);
        TileId[] ids = [.. TileId.NewBetween(0, head.Size)];
        var tiles = await store.ReadTilesAsync(log, ids, default);
        Assert.All(ids, id => Assert.Equal(SlowTree.Tile(leaves, id), tiles[id].ToArray()));
        Assert.Empty(await store.FindStraysAsync(log, default));
        Assert.DoesNotContain(await store.CheckSchemaAsync(default), f => !f.IsUnknown);
        return entries;
    }
}
