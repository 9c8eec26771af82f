using Cairn.Primitives;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Hosting;

/// <summary>Tells now and then what a store's operator should see to though the store works.</summary>
internal sealed partial class StoreWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly ILogStore store;
    private readonly ILogger logger;
    private readonly Throttle messages;
    private readonly ITimer looking;

    public StoreWatch(ILogStore store, TimeProvider clock, ILogger logger)
    {
        (this.store, this.logger) = (store, logger);
        messages = new(clock, 1, Period, _ => { }); // Each look sees the same: how often it was seen says nothing.
        looking = clock.CreateTimer(static watch => ((StoreWatch)watch!).Look(), this, Every, Every);
    }

    public ValueTask DisposeAsync() => looking.DisposeAsync();

    private void Look()
    {
        if (store.Trouble is { } trouble && messages.TryPass(out _))
        {
            Tell(store.Name, trouble);
        }
    }

    [LoggerMessage(48, LogLevel.Warning, "{Store}: {Trouble}")]
    private partial void Tell(string store, string trouble);
}
