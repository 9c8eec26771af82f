using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Primitives;
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

    // An outage fails in every round: one line a minute, with how often.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Rounds between two looks at all logs: two seconds. What was published since is what a host does not know
    /// when the database goes back.
    /// </summary>
    private const int LookEvery = 4;

    private readonly IHostSigner host;
    private readonly int atOnce;
    private readonly SharedLogs shared;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, LogIdentity> grown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> refused = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Throttle failed;
    private readonly Throttle notSeen;
    private readonly Task run;
    private volatile SigningTrouble? trouble; // Written only by the loop, and after it.
    private int failuresInARow; // Of rounds. Touched only by the loop, and after it.

    public SignerLoop(IHostSigner host, ILogStore store, TimeProvider clock, ILogger logger)
    {
        (this.host, atOnce, shared, this.clock, this.logger) = (host, store.ConcurrentAppends, new(store), clock, logger);
        (failed, notSeen) = (new(clock, 1, Quiet, MoreFailed), new(clock, 1, Quiet, MoreNotSeen));
        run = Task.Run(RunAsync);
    }

    /// <summary>The tenants whose log is not signed any more, and why.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Refusals => refused;

    /// <summary>What keeps logs from being signed right now, though they may be; <see langword="null"/>: nothing does.</summary>
    public SigningTrouble? Trouble => trouble;

    /// <summary>Says that entries of this log were committed.</summary>
    public void Grew(LogIdentity log) => grown.TryAdd(log.LogId, log);

    /// <summary>Stops, and signs what grew last.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(false);
        await SignGrownAsync().ConfigureAwait(false);
        failed.Dispose();
        notSeen.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            for (var round = 0; ; round++)
            {
                await Task.Delay(Pause, clock, stopping.Token).ConfigureAwait(false);
                if (host.Signer is { Follows: true } && round % LookEvery == 0)
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
            // The store is away or busy: the next look sees the same.
            if (notSeen.TryPass(out var before))
            {
                NotSeen(before, e.Message);
            }
        }
    }

    private async Task SignGrownAsync()
    {
        var failures = 0;
        var why = "";
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
                Volatile.Write(ref why, e.Message);
                Grew(log);
                if (failed.TryPass(out var before))
                {
                    Failed(log.Tenant, before, e.Message);
                }
            }
        }).ConfigureAwait(false);
        trouble = failures == 0 ? null : new(trouble?.Since ?? clock.GetUtcNow(), failures, why);
        Recover(failures);
    }

    private void Recover(int failures)
    {
        if (failures == 0 && failuresInARow > 0)
        {
            failed.TakeHeld();
            Recovered(failuresInARow);
        }

        failuresInARow = failures == 0 ? 0 : failuresInARow + failures;
    }

    private async Task SignAsync(LogIdentity log)
    {
        var signer = host.Signer ?? throw new InvalidOperationException("Nothing grows before the store is connected.");
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

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The log of tenant {Tenant} could not be signed now; it is tried again ({Before} more attempts failed since the last message): "
        + "{Reason}")]
    private partial void Failed(string tenant, long before, string reason);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "What other hosts recorded and signed could not be looked at now; it is tried again ({Before} more attempts failed since "
        + "the last message): {Reason}")]
    private partial void NotSeen(long before, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Logs cannot be signed now; further attempts failed since the last message of that: {Count}")]
    private partial void MoreFailed(long count);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "What other hosts recorded and signed cannot be looked at now; further attempts failed since the last message of that: {Count}")]
    private partial void MoreNotSeen(long count);

    [LoggerMessage(6, LogLevel.Information, "Logs are signed again, after {Count} attempts that failed")]
    private partial void Recovered(int count);
}

/// <summary>Why logs are not signed right now; the next round tries again.</summary>
/// <param name="Since">When the first attempt failed.</param>
/// <param name="Logs">How many logs failed in the last round.</param>
/// <param name="Why">Of what the last one failed.</param>
internal sealed record SigningTrouble(DateTimeOffset Since, int Logs, string Why);
