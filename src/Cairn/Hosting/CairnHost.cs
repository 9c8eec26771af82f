using Microsoft.Extensions.Hosting;

namespace Cairn.Hosting;

/// <summary>
/// Opens the log before the application serves; closes it last. A store that is away does not stop the start, unless
/// the options ask for that.
/// </summary>
internal sealed class CairnHost(Func<Task<CairnLog>> open) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly Lazy<Task<CairnLog>> log = new(open);

    /// <summary>The open log. Asked for before the start, it opens now.</summary>
    public CairnLog Log => log.Value.GetAwaiter().GetResult();

    public Task<CairnLog> OpenAsync() => log.Value;

    public Task StartingAsync(CancellationToken cancellationToken) => log.Value;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After every other service stopped: their last events are in.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (log is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await log.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }
}
