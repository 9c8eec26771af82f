using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// What every store promises (<c>ILogStore</c>). A driver's tests inherit it and say how their store is made; each test
/// has a location of its own.
/// </summary>
public abstract partial class LogStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens one more store on this test's location.</summary>
    internal abstract ILogStore Open();

    /// <summary>Calls <paramref name="fault"/> on both sides of each append's commit.</summary>
    internal abstract void OnAppend(ILogStore store, Action<AppendStep>? fault);

    /// <summary>Removes the rows of a range behind the store's back, as expiry will: entries, targets, disclosures, replays.</summary>
    internal abstract void Forget(LogIdentity log, IndexRange range);

    private async Task<(ILogStore Store, LogIdentity Log)> OpenLog(string tenant = LogIdentity.DefaultTenant)
    {
        var store = Open();
        return (store, await store.CreateLogAsync(Some.Log(tenant), Cancel));
    }

    private static async Task<List<StoredEntry>> All(ILogStore store, LogIdentity log, int page = 1000)
    {
        var entries = new List<StoredEntry>();
        var size = (await store.ReadHeadAsync(log, Cancel)).Size;
        for (var from = 0L; from < size; from += page)
        {
            entries.AddRange(await store.ReadEntriesAsync(log, from, page, Cancel));
        }

        return entries;
    }

    private static async Task<TreeHead> Head(ILogStore store, LogIdentity log)
    {
        var head = await store.ReadHeadAsync(log, Cancel);
        return RightEdge.FromBytes(head.Size, head.Edge.Span).Head;
    }

    /// <summary>Head and tiles are those of RFC 6962's tree over these leaf hashes, and nothing else is there.</summary>
    private static async Task IsTreeOf(ILogStore store, LogIdentity log, Hash[] leaves)
    {
        Assert.Equal(new(leaves.Length, SlowTree.Root(leaves)), await Head(store, log));
        TileId[] ids = [.. TileId.NewBetween(0, leaves.Length)];
        var tiles = await store.ReadTilesAsync(log, ids, Cancel);
        Assert.Equal(ids.Length, tiles.Count);
        foreach (var id in ids)
        {
            Assert.Equal(SlowTree.Tile(leaves, id), tiles[id].ToArray());
        }

        Assert.Empty(await store.FindStraysAsync(log, Cancel));
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
        Assert.Empty(await store.CheckGuardsAsync(Cancel));
    }

    /// <summary>Every entry of these is stored as sealed, in this order, and the tree is theirs.</summary>
    private static async Task Holds(ILogStore store, LogIdentity log, List<SealedEntry> entries)
    {
        var stored = await All(store, log);
        Assert.Equal(entries.Count, stored.Count);
        for (var i = 0; i < stored.Count; i++)
        {
            Assert.Equal(i, stored[i].Index);
            Same.Entry(entries[i], stored[i]);
        }

        await IsTreeOf(store, log, [.. entries.Select(e => e.LeafHash)]);
    }
}
