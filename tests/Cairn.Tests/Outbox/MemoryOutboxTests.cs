using Cairn.Contracts;
using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Tests;

public sealed class MemoryOutboxTests : OutboxContract
{
    private readonly MemoryRows log = new();
    private readonly MemoryOutboxRows rows = new();

    internal override ILogStore OpenStore() => new MemoryStore(log);

    internal override IOutbox OpenOutbox(ILogStore store) => new MemoryOutbox(rows, store);

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((MemoryStore)store).OnAppend = fault;

    internal override Task WriteAsync(params IReadOnlyList<OutboxRow> rows)
    {
        this.rows.Write(rows);
        return Task.CompletedTask;
    }

    internal override Task<IReadOnlyList<OutboxRefusal>> SetAsideAsync() => Task.FromResult(rows.SetAside);

    internal override Task PutBackAsync(long position)
    {
        rows.PutBack(position);
        return Task.CompletedTask;
    }
}
