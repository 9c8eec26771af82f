using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests.Stores;

public sealed class MemoryLifecycleTests : StoreLifecycleContract
{
    private readonly MemoryRows rows = new();

    internal override ILogStore Open() => new MemoryStore(rows);

    internal override void OnCommit(ILogStore store, Action<AppendStep>? fault) => ((MemoryStore)store).OnAppend = fault;

    internal override void SetFloor(string name, long days) => rows.Settings[name] = days;

    internal override void Forge(LogIdentity log, long index, string kind, byte[] manifest) =>
        rows.Of(log).Manifests[index] = new(index, manifest) { Kind = kind };
}
