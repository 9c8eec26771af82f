using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Tests.Signing;

/// <summary>A store that several hosts share, and copies of it as they were earlier: replicas that lag.</summary>
internal sealed class SharedStore
{
    private readonly List<SealedEntry> entries = [];

    public SharedStore(string tenant = LogIdentity.DefaultTenant) =>
        Log = Store.CreateLogAsync(Some.Log(tenant), Cancel).AsTask().GetAwaiter().GetResult();

    public MemoryStore Store { get; } = new();

    public LogIdentity Log { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task AppendAsync(int count)
    {
        var next = Some.Entries(Log, count, entries.Count + 1, bare: true);
        await Store.AppendAsync(Log, next, Cancel);
        entries.AddRange(next);
    }

    /// <summary>The root RFC 6962 gives the first entries.</summary>
    public Hash RootOf(long size) => SlowTree.Root([.. entries.Take((int)size).Select(e => e.LeafHash)]);

    /// <summary>A copy with the first entries only, and other ones behind them if anything was recorded there since.</summary>
    public async Task<MemoryStore> ReplicaAsync(int size, int others = 0, string? checkpoint = null)
    {
        var replica = new MemoryStore();
        var log = await replica.CreateLogAsync(Log, Cancel);
        await replica.AppendAsync(log, [.. entries.Take(size), .. Some.Entries(log, others, 1_000_000, bare: true)], Cancel);
        if (checkpoint is not null)
        {
            await replica.PublishCheckpointAsync(log, checkpoint, Cancel);
        }

        return replica;
    }

    public ValueTask<string?> PublishedAsync() => Store.ReadCheckpointAsync(Log, Cancel);
}
