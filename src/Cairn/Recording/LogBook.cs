using System.Collections.Concurrent;

namespace Cairn;

/// <summary>The current log of each tenant, made on first use. With a signer, a log that may not be signed is not opened.</summary>
internal sealed class LogBook(ILogStore store, string prefix, RandomFill random, CheckpointSigner? signer)
{
    private readonly ConcurrentDictionary<string, LogIdentity> open = new(StringComparer.Ordinal);

    /// <summary>The tenant's newest log among these, or <see langword="null"/>.</summary>
    public static LogIdentity? Newest(IEnumerable<LogIdentity> logs, string tenant) =>
        logs.Where(l => l.Tenant == tenant).MaxBy(l => l.Generation);

    /// <exception cref="CairnSigningException">The log was restored from an older copy, or its key is missing or different.</exception>
    public async ValueTask<LogIdentity> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        if (open.TryGetValue(tenant, out var log))
        {
            return log;
        }

        log = Newest(await store.ListLogsAsync(cancellationToken).ConfigureAwait(false), tenant)
            ?? await store.CreateLogAsync(LogIdentity.Create(tenant, 1, prefix, random), cancellationToken).ConfigureAwait(false);
        if (log.Generation > 1 && (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size == 0)
        {
            throw new CairnSigningException(SigningRefusal.Restored, $"The recovery of tenant {tenant}'s log was interrupted. Run it again: cairn recover");
        }

        if (signer is not null)
        {
            await signer.SignAsync(log, cancellationToken).ConfigureAwait(false);
        }

        return open.GetOrAdd(tenant, log);
    }
}
