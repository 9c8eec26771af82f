using Cairn.Entries;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>A log opened for reading; owns its store.</summary>
internal sealed class OpenLog(ILogStore store, LogIdentity log, string culture = "") : IAsyncDisposable
{
    public ILogStore Store => store;

    public LogIdentity Log => log;

    /// <summary>Nothing is known here of the application but what its log says.</summary>
    public LogReader Reader { get; } = LogReader.OfLog(store, log, ReaderSettings.Default, culture);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
