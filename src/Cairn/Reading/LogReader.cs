using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Reads entries for people: newest first, by index or by id.</summary>
internal sealed class LogReader(ILogStore store)
{
    /// <summary>The tenant's newest log, or <see langword="null"/>.</summary>
    public async Task<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        LogIdentity.Newest(await store.ListLogsAsync(cancellationToken).ConfigureAwait(false), tenant);

    /// <summary>The newest entries below <paramref name="before"/>, newest first; expired ones do not count.</summary>
    public async Task<IReadOnlyList<StoredEntry>> NewestAsync(LogIdentity log, int limit, long? before, CancellationToken cancellationToken)
    {
        var size = (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size;
        var end = Math.Min(before ?? size, size);
        var newest = new List<StoredEntry>(Math.Min(limit, 1_000));
        while (newest.Count < limit && end > 0)
        {
            var count = (int)Math.Min(end, Math.Clamp(limit - newest.Count, 50, 1_000));
            var page = await store.ReadEntriesAsync(log, end - count, count, cancellationToken).ConfigureAwait(false);
            newest.AddRange(page.Reverse().Take(limit - newest.Count));
            end -= count;
        }

        return newest;
    }

    /// <summary>The entry at an index or of an event id; <see langword="null"/> when there is none.</summary>
    public async Task<StoredEntry?> FindAsync(LogIdentity log, long? index, Guid? eventId, CancellationToken cancellationToken)
    {
        index ??= eventId is { } id ? await store.FindAsync(log, id, cancellationToken).ConfigureAwait(false) : null;
        if (index is not >= 0)
        {
            return null;
        }

        var entries = await store.ReadEntriesAsync(log, index.Value, 1, cancellationToken).ConfigureAwait(false);
        return entries.Count == 0 ? null : entries[0];
    }
}
