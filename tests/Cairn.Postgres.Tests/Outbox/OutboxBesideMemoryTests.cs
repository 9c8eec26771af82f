using Cairn.Testing;

namespace Cairn.Postgres.Tests;

/// <summary>An outbox whose log is somewhere else altogether: committed there first, removed here then.</summary>
public sealed class OutboxBesideMemoryTests : TableOutboxContract
{
    private readonly MemoryRows log = new();

    internal override ILogStore OpenStore() => new MemoryStore(log);

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((MemoryStore)store).OnAppend = fault;
}
