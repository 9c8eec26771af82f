using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>An open log and the relay of an outbox into it, whose rounds a test makes itself.</summary>
internal sealed class RelayedLog(CairnLog log, ILogStore store, IOutbox outbox, OutboxRelay relay) : IAsyncDisposable
{
    public CairnLog Log => log;

    public ILogStore Store => store;

    public IOutbox Outbox => outbox;

    public OutboxRelay Relay => relay;

    /// <summary>Makes rounds until one moves nothing.</summary>
    public async Task DrainAsync()
    {
        while (await relay.RoundAsync(TestContext.Current.CancellationToken) == TimeSpan.Zero)
        {
        }
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
