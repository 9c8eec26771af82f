using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Finds places in a log by the store's time, which ascends along it.</summary>
internal sealed class StoreTimes(ILogStore store, LogIdentity log)
{
    /// <summary>The index below which every entry was recorded before a time; the log's size where all were.</summary>
    public async Task<long> FirstAtAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var wanted = RfcTime.FirstMicrosecondFrom(time);
        var (low, high) = (0L, (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var page = await store.ReadPageAsync(
                log, new() { Range = new(middle, high), OldestFirst = true }, null, 1, cancellationToken).ConfigureAwait(false);
            // Where none is left, they expired.
            (low, high) = page.Entries is [var entry] && entry.StoredAt < wanted ? (entry.Index + 1, high) : (low, middle);
        }

        return low;
    }
}
