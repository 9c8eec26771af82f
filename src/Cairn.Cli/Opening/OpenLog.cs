using Cairn.Entries;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>A log opened for reading; owns its store.</summary>
internal sealed class OpenLog(ILogStore store, LogIdentity log, string culture = "") : IAsyncDisposable
{
    public ILogStore Store => store;

    public LogIdentity Log => log;

    public LogReader Reader { get; } = new(store);

    /// <summary>Whether this login sees all of it: only then is what it does not see missing.</summary>
    public Task<bool> IsWholeAsync(CancellationToken cancellationToken) => Sight.IsWholeAsync(store, log, cancellationToken);

    /// <summary>What tells its entries.</summary>
    public LogSentences Sentences { get; } = new(store, log, culture);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
