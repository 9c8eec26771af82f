using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Finds the indexes within a page of all entries at which there are none, and tells which have expired.</summary>
internal sealed class PageGaps(ILogStore store, LogIdentity log)
{
    /// <param name="range">Where the page lies: behind the cursor it began with, and within what was asked for.</param>
    /// <param name="page">What was found.</param>
    /// <param name="oldestFirst">In which order.</param>
    /// <param name="size">The log's size before the page was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AuditGap>> FindAsync(
        IndexRange range,
        ScannedPage page,
        bool oldestFirst,
        long size,
        CancellationToken cancellationToken)
    {
        range = range with { To = Math.Min(range.To, size) };
        if (page.Next is { } next)
        {
            range = oldestFirst
                ? range with { To = Math.Min(range.To, next.Index + 1) }
                : range with { From = Math.Max(range.From, next.Index) };
        }

        var gaps = Between(range, page.Entries.Select(e => e.Index).Order());
        if (gaps.Count == 0 || !await store.SeesAllAsync(log, cancellationToken).ConfigureAwait(false))
        {
            return [];
        }

        var missing = await new MissingEntries(store, log).InAsync(gaps, cancellationToken).ConfigureAwait(false);
        return
        [
            .. missing.Select(g => new AuditGap(g.From, g.To, IsExpired: false))
                .Concat(NumberRange.Without(gaps, missing).Select(g => new AuditGap(g.From, g.To, IsExpired: true))).OrderBy(g => g.From),
        ];
    }

    // An entry that was appended meanwhile lies beyond the size.
    private static List<NumberRange> Between(IndexRange range, IEnumerable<long> indexes)
    {
        var gaps = new List<NumberRange>();
        var from = range.From;
        foreach (var index in indexes.Append(range.To))
        {
            if (index > from && from < range.To)
            {
                gaps.Add(new(from, Math.Min(index, range.To) - 1));
            }

            from = index + 1;
        }

        return gaps;
    }
}
