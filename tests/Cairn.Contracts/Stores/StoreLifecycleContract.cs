using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// What leaves a store and what stays (<c>IStoreLifecycle</c>). A driver's tests inherit it; each test has a location of its own.
/// </summary>
public abstract partial class StoreLifecycleContract : IAsyncDisposable
{
    private const string Hold = "BBBBBBBBBBBBBBBBBBBBBA";
    private const string OtherHold = "CCCCCCCCCCCCCCCCCCCCCA";

    private ILogStore? opened;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a store on this test's location; it has the ways out.</summary>
    internal abstract ILogStore Open();

    /// <summary>Calls <paramref name="fault"/> on both sides of each commit, of deletions too.</summary>
    internal abstract void OnCommit(ILogStore store, Action<AppendStep>? fault);

    /// <summary>Sets how long entries stay at least, as the store's owner does.</summary>
    internal abstract void SetFloor(string name, long days);

    /// <summary>Puts a row among the manifests behind the store's back.</summary>
    internal abstract void Forge(LogIdentity log, long index, string kind, byte[] manifest);

    public virtual async ValueTask DisposeAsync()
    {
        await (opened?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }

    private async Task<(ILogStore Store, IStoreLifecycle Ways, LogIdentity Log)> OpenLog(int entries = 20)
    {
        opened ??= Open();
        var log = await opened.CreateLogAsync(Some.Log(), Cancel);
        await opened.AppendAsync(log, Some.Entries(log, entries), Cancel);
        return (opened, (IStoreLifecycle)opened, log);
    }

    private static async Task<List<long>> Indexes(ILogStore store, LogIdentity log) =>
        [.. (await store.ReadEntriesAsync(log, 0, int.MaxValue, Cancel)).Select(e => e.Index)];

    /// <summary>Appends one of Cairn's own entries.</summary>
    /// <returns>Its index.</returns>
    private static async Task<long> Attest(ILogStore store, LogIdentity log, SealedEntry entry) =>
        (await store.AppendAsync(log, [entry], Cancel)) is [{ Status: AppendStatus.Appended, Index: var index }]
            ? index
            : throw new InvalidOperationException("The entry is known.");

    /// <summary>The tree is whole, nothing stands where no entry is, and every guard is in place.</summary>
    private static async Task IsWhole(ILogStore store, LogIdentity log)
    {
        var head = await store.ReadHeadAsync(log, Cancel);
        Assert.Equal(head.Size, RightEdge.FromBytes(head.Size, head.Edge.Span).Head.Size);
        Assert.Empty(await store.FindStraysAsync(log, Cancel));
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
    }
}
