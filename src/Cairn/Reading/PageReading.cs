using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Querying;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Reads a page of one log or of several.</summary>
internal sealed class PageReading(LogSource source, AuditQuery query, bool isMany)
{
    private readonly bool oldestFirst = query.Order == AuditOrder.OldestFirst;

    /// <param name="logs">Which logs.</param>
    /// <param name="begin">Where the page begins; <see langword="null"/>: it is the first.</param>
    /// <param name="asked">What its cursor is bound to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuditPage> ReadAsync(
        IReadOnlyList<LogIdentity> logs, PageCursor? begin, string asked, CancellationToken cancellationToken)
    {
        var askedAt = begin?.AskedAt ?? source.Now();
        var began = source.Settings.Clock.GetTimestamp();
        var queues = new List<LogQueue>();
        var first = default(AskedEntries);
        foreach (var log in logs)
        {
            var place = begin?.Places.TryGetValue(PageCursor.TagOf(log.LogId), out var found) == true ? found : (EntryCursor?)null;
            if (begin is not null && place is null && !oldestFirst)
            {
                continue; // It was read to its end, or is newer than the first page.
            }

            var what = await source.AskedAsync(log, query, askedAt, cancellationToken).ConfigureAwait(false);
            what = isMany ? what with { Filter = what.Filter with { InLogOrder = true } } : what;
            first ??= what;
            queues.Add(new(log, place, (after, count) => SearchAsync(log, what, logs.Count, after, count, began, cancellationToken)));
        }

        var size = await SizeAsync(logs, cancellationToken).ConfigureAwait(false);
        var merge = new LogMerge(queues, oldestFirst);
        var taken = await merge.TakeAsync(query.PageSize).ConfigureAwait(false);
        var stop = merge.IsOver || taken.Count == query.PageSize ? null : queues.Find(q => q is { Head: null, IsOver: false });
        return new(await source.ReadAsync(taken, cancellationToken).ConfigureAwait(false))
        {
            Next = merge.IsOver ? null : new PageCursor(askedAt, Places(queues)).Format(asked),
            SearchedTo = isMany ? null : stop?.Place?.Index,
            SearchedToTime = stop is null ? null
                : await TimeAsync(stop, first?.Filter.IsByTime == true, cancellationToken).ConfigureAwait(false),
            Gaps = size > 0 && queues is [var queue] && first is { } one
                ? await GapsAsync(queue, one.Filter, [.. taken.Select(t => t.Entry)], begin, merge.IsOver, size, cancellationToken)
                    .ConfigureAwait(false)
                : [],
        };
    }

    // Where time counts, all logs share it.
    private Task<ScannedPage> SearchAsync(
        LogIdentity log, AskedEntries asked, int logs, EntryCursor? after, int count, long began, CancellationToken cancellationToken)
    {
        var left = query.SearchTime - source.Settings.Clock.GetElapsedTime(began);
        var scan = source.Search(log, asked, left < TimeSpan.Zero ? TimeSpan.Zero : left);
        return (logs == 1 ? scan : scan.Among(logs)).ReadAsync(after, count, cancellationToken);
    }

    private Dictionary<long, EntryCursor> Places(List<LogQueue> queues)
    {
        var places = new Dictionary<long, EntryCursor>();
        foreach (var queue in queues.Where(q => oldestFirst || !q.IsOver))
        {
            // What comes in later is in front of what is ready.
            var place = queue.Place ?? (oldestFirst || queue.Head is not { } head ? null : new EntryCursor(head.Index + 1, long.MaxValue));
            if (place is { } known)
            {
                places[PageCursor.TagOf(queue.Log.LogId)] = known;
            }
        }

        return places;
    }

    private async Task<DateTimeOffset?> TimeAsync(LogQueue stop, bool isByTime, CancellationToken cancellationToken)
    {
        if (stop.Place is not { } place)
        {
            return null;
        }

        if (isByTime)
        {
            return RfcTime.IsTime(place.OccurredAt) ? RfcTime.FromMicroseconds(place.OccurredAt) : null;
        }

        var page = await source.Store.ReadPageAsync(
            stop.Log, new() { Range = new(place.Index, long.MaxValue), OldestFirst = true }, null, 1, cancellationToken).ConfigureAwait(
                false);
        return page.Entries is [var entry] && RfcTime.IsTime(entry.StoredAt) ? RfcTime.FromMicroseconds(entry.StoredAt) : null;
    }

    // Gaps are told of one whole log.
    private async Task<long> SizeAsync(IReadOnlyList<LogIdentity> logs, CancellationToken cancellationToken) =>
        !isMany && logs is [var log] && source.Scope.Within is null && QueryText.IsWhole(query)
            ? (await source.Store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size
            : 0;

    private Task<IReadOnlyList<AuditGap>> GapsAsync(
        LogQueue queue,
        EntryFilter filter,
        IReadOnlyList<StoredEntry> entries,
        PageCursor? begin,
        bool isOver,
        long size,
        CancellationToken cancellationToken)
    {
        var after = begin?.Places.TryGetValue(PageCursor.TagOf(queue.Log.LogId), out var place) == true ? place : (EntryCursor?)null;
        return new PageGaps(source.Store, queue.Log).FindAsync(
            filter.RangeBehind(after),
            new(entries, isOver ? null : queue.Place, null),
            oldestFirst,
            size,
            filter.LeftOut,
            cancellationToken);
    }
}
