using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// The current log of each tenant, made on first use. With a signer, a log that may not be signed is not opened. One that was recovered
/// elsewhere meanwhile is left for its continuation within seconds.
/// </summary>
internal sealed class LogBook(ILogStore store, string prefix, RandomFill random, TimeProvider clock, IHostSigner host)
{
    // One query, however many tenants there are.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, LogIdentity> open = new(StringComparer.Ordinal);
    private long looked = clock.GetTimestamp();

    /// <exception cref="CairnStoreException">The store is not connected yet.</exception>
    /// <exception cref="CairnSigningException">The log was restored from an older copy, or its key is missing or different.</exception>
    public async ValueTask<LogIdentity> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        host.ThrowUnlessConnected();
        await LeaveRecoveredAsync(cancellationToken).ConfigureAwait(false);
        if (open.TryGetValue(tenant, out var log))
        {
            return log;
        }

        log = await store.FindLogAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? await store.CreateLogAsync(LogIdentity.Create(tenant, 1, prefix, random), cancellationToken).ConfigureAwait(false);
        if (log.Generation > 1 && (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size == 0)
        {
            host.Signer?.RefuseUnbegun(log);
            throw new CairnSigningException(
                SigningRefusal.Restored,
                $"The recovery of tenant {tenant}'s log was interrupted. "
                + $"{(host.Signer is null ? "It is finished on a host that has the key." : "Run it again: cairn recover")}");
        }

        if (host.Signer is { } signer)
        {
            await signer.SignAsync(log, cancellationToken).ConfigureAwait(false);
        }

        return open.GetOrAdd(tenant, log);
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
}
