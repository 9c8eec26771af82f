using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// The current log of each tenant, made on first use. With a signer, a log that may not be signed is not opened. One that was recovered elsewhere
/// meanwhile is left for its continuation within seconds.
/// </summary>
internal sealed class LogBook(ILogStore store, string prefix, RandomFill random, TimeProvider clock, CheckpointSigner? signer)
{
    // One query, however many tenants there are.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, LogIdentity> open = new(StringComparer.Ordinal);
    private volatile Listing? listing;
    private long looked = clock.GetTimestamp();

    /// <exception cref="CairnSigningException">The log was restored from an older copy, or its key is missing or different.</exception>
    public async ValueTask<LogIdentity> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        await LeaveRecoveredAsync(cancellationToken).ConfigureAwait(false);
        if (open.TryGetValue(tenant, out var log))
        {
            return log;
        }

        log = await NewestAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? await store.CreateLogAsync(LogIdentity.Create(tenant, 1, prefix, random), cancellationToken).ConfigureAwait(false);
        if (log.Generation > 1 && (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size == 0)
        {
            throw new CairnSigningException(SigningRefusal.Restored, $"The recovery of tenant {tenant}'s log was interrupted. {(signer is null ? "It is finished on a host that has the key." : "Run it again: cairn recover")}");
        }

        if (signer is not null)
        {
            await signer.SignAsync(log, cancellationToken).ConfigureAwait(false);
        }

        return open.GetOrAdd(tenant, log);
    }

    // A thousand tenants that come at once are listed once. One that is missing here is asked for when it is made.
    private async ValueTask<LogIdentity?> NewestAsync(string tenant, CancellationToken cancellationToken)
    {
        var known = listing;
        if (known is null || clock.GetElapsedTime(known.At) >= LookEvery)
        {
            var at = clock.GetTimestamp();
            var logs = await store.ListLogsAsync(cancellationToken).ConfigureAwait(false);
            listing = known = new(at, logs.GroupBy(l => l.Tenant, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(l => l.Generation)!, StringComparer.Ordinal)); // No group is empty.
        }

        return known.Newest.GetValueOrDefault(tenant);
    }

    private async ValueTask LeaveRecoveredAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref looked);
        if (clock.GetElapsedTime(last) < LookEvery || Interlocked.CompareExchange(ref looked, clock.GetTimestamp(), last) != last)
        {
            return;
        }

        foreach (var log in await store.ListLogsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (open.TryGetValue(log.Tenant, out var known) && known.Generation < log.Generation)
            {
                open.TryRemove(KeyValuePair.Create(log.Tenant, known));
            }
        }
    }

    private sealed record Listing(long At, IReadOnlyDictionary<string, LogIdentity> Newest);
}
