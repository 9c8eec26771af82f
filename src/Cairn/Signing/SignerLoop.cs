using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Signing;

/// <summary>
/// Signs each log that grew, at the latest a second after. Where hosts share a store, it also looks what they appended and published.
/// A refusal stops the signing of that log, never the recording.
/// </summary>
internal sealed partial class SignerLoop : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Rounds between two looks at all logs: two seconds. What was published since is what a host does not know when the database goes back.</summary>
    private const int LookEvery = 4;

    private readonly CheckpointSigner signer;
    private readonly int atOnce;
    private readonly SharedLogs shared;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, LogIdentity> grown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> refused = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task run;

    public SignerLoop(CheckpointSigner signer, ILogStore store, TimeProvider clock, ILogger logger)
    {
        (this.signer, atOnce, shared, this.clock, this.logger) = (signer, store.ConcurrentAppends, new(store), clock, logger);
        run = Task.Run(RunAsync);
    }

    /// <summary>The tenants whose log is not signed any more, and why.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Refusals => refused;

    /// <summary>Says that entries of this log were committed.</summary>
    public void Grew(LogIdentity log) => grown.TryAdd(log.LogId, log);

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
            for (var round = 0; ; round++)
            {
                await Task.Delay(Pause, clock, stopping.Token).ConfigureAwait(false);
                if (signer.Follows && round % LookEvery == 0)
                {
                    await LookAsync().ConfigureAwait(false);
                }

                await SignGrownAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            foreach (var log in await shared.ChangedAsync(stopping.Token).ConfigureAwait(false))
            {
                Grew(log);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotSeen(e); // The store is away or busy: the next look sees the same.
        }
    }

    private async Task SignGrownAsync()
    {
        var failures = 0;
        await Parallel.ForEachAsync(grown.Values, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (log, _) =>
        {
            if (Volatile.Read(ref failures) > 0 && stopping.IsCancellationRequested)
            {
                return; // Each would wait for a store that is away.
            }

            grown.TryRemove(log.LogId, out var _);
            try
            {
                await SignAsync(log).ConfigureAwait(false);
            }
            catch (CairnSigningException e)
            {
                Tell(log, e.Message);
            }
            catch (Exception e)
            {
                // The store is away or busy: the entries are committed, the next round signs them.
                Interlocked.Increment(ref failures);
                Grew(log);
                Failed(log.Tenant, e);
            }
        }).ConfigureAwait(false);
    }

    private async Task SignAsync(LogIdentity log)
    {
        var round = await signer.SignAsync(log, CancellationToken.None).ConfigureAwait(false);
        refused.TryRemove(log.Tenant, out _);
        if (round.IsSigned)
        {
            shared.Signed(log, round);
        }
        else
        {
            Grew(log); // Another host signs it now; the next round sees whether it signed all there is.
        }
    }

    // Once, not with every entry that follows.
    private void Tell(LogIdentity log, string reason)
    {
        if (refused.GetValueOrDefault(log.Tenant) != reason)
        {
            refused[log.Tenant] = reason;
            Refused(log.Tenant, reason);
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The log of tenant {Tenant} is not signed any more: {Reason}")]
    private partial void Refused(string tenant, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The log of tenant {Tenant} could not be signed now; it is tried again")]
    private partial void Failed(string tenant, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "What other hosts recorded and signed could not be looked at now; it is tried again")]
    private partial void NotSeen(Exception exception);
}
