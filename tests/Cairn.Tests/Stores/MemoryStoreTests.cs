using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Tests.Stores;

public sealed class MemoryStoreTests : LogStoreContract
{
    private readonly MemoryRows rows = new();

    internal override ILogStore Open() => new MemoryStore(rows);

    internal override void OnAppend(ILogStore store, Action<AppendStep>? fault) => ((MemoryStore)store).OnAppend = fault;

    internal override void Forget(LogIdentity log, IndexRange range) => rows.Of(log).Forget(range);
}
