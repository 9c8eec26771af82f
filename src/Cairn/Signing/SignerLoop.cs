using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>Signs each log that grew, at the latest a second after. A refusal stops the signing of that log, never the recording.</summary>
internal sealed partial class SignerLoop : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CheckpointSigner signer;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<LogIdentity, bool> grown = new();
    private readonly ConcurrentDictionary<string, string> refused = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task run;

    public SignerLoop(CheckpointSigner signer, TimeProvider clock, ILogger logger)
    {
        (this.signer, this.clock, this.logger) = (signer, clock, logger);
        run = Task.Run(RunAsync);
    }

    /// <summary>The tenants whose log is not signed any more, and why.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Refusals => refused;

    /// <summary>Says that entries of this log were committed.</summary>
    public void Grew(LogIdentity log) => grown.TryAdd(log, true);

    /// <summary>Stops, and signs what grew last.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(false);
        await SignGrownAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, clock, stopping.Token).ConfigureAwait(false);
                await SignGrownAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal.
        }
    }

    private async Task SignGrownAsync()
    {
        foreach (var log in grown.Keys)
        {
            grown.TryRemove(log, out _);
            try
            {
                await signer.SignAsync(log, CancellationToken.None).ConfigureAwait(false);
                refused.TryRemove(log.Tenant, out _);
            }
            catch (CairnSigningException e)
            {
                refused[log.Tenant] = e.Message;
                Refused(log.Tenant, e.Message);
            }
            catch (Exception e)
            {
                // The store is away or busy: the entries are committed, the next round signs them.
                grown.TryAdd(log, true);
                Failed(log.Tenant, e);
                if (stopping.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The log of tenant {Tenant} is not signed any more: {Reason}")]
    private partial void Refused(string tenant, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The log of tenant {Tenant} could not be signed now; it is tried again")]
    private partial void Failed(string tenant, Exception exception);
}
