using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Signing;

/// <summary>Finds what other hosts did to the logs of a store: entries they appended, checkpoints they published.</summary>
internal sealed class SharedLogs(ILogStore store)
{
    private readonly ConcurrentDictionary<string, (long Size, string? Note)> known = new(StringComparer.Ordinal);

    /// <summary>
    /// Each tenant's newest log where it is not as it was when last looked at, or when this host signed it. One query,
    /// however many logs there are.
    /// </summary>
    public async Task<IReadOnlyList<LogIdentity>> ChangedAsync(CancellationToken cancellationToken)
    {
        var states = await store.ReadProgressAsync(cancellationToken).ConfigureAwait(false);
        var changed = new List<LogIdentity>();
        // A group has members.
        foreach (var (log, size, note) in states.GroupBy(s => s.Log.Tenant).Select(tenant => tenant.MaxBy(s => s.Log.Generation)!))
        {
            if (size > 0 && known.GetValueOrDefault(log.LogId) != (size, note))
            {
                known[log.LogId] = (size, note);
                changed.Add(log);
            }
        }

        return changed;
    }

    /// <summary>Says how this host signed a log: that is no news.</summary>
    public void Signed(LogIdentity log, SigningRound round) => known[log.LogId] = (round.Size, round.Note);
}
