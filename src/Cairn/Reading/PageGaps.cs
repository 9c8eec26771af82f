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
    /// <param name="leftOut">Actions whose entries the page left out: they are not missing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AuditGap>> FindAsync(
        IndexRange range,
        ScannedPage page,
        bool oldestFirst,
        long size,
        IReadOnlyList<ActionName> leftOut,
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
        if (gaps.Count > 0 && leftOut.Count > 0)
        {
            var there = await LeftOutAsync(new(gaps[0].From, gaps[^1].To + 1), leftOut, cancellationToken).ConfigureAwait(false);
            gaps = Between(range, page.Entries.Select(e => e.Index).Concat(there).Order());
        }

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

    private async Task<List<long>> LeftOutAsync(IndexRange range, IReadOnlyList<ActionName> actions, CancellationToken cancellationToken)
    {
        var (indexes, after) = (new List<long>(), (EntryCursor?)null);
        do
        {
            var page = await store.ReadPageAsync(
                log, new() { Actions = actions, Range = range, OldestFirst = true }, after, 500, cancellationToken).ConfigureAwait(false);
            indexes.AddRange(page.Entries.Select(e => e.Index));
            after = page.Next;
        }
        while (after is not null);
        return indexes;
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
