using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>
/// Finds the entries of a page. Where no index leads to just those, the log is searched in parts, each twice as long as the one before, and
/// only so far: a page that has to be short says how far it came.
/// </summary>
/// <param name="store">Where the log is.</param>
/// <param name="log">The log.</param>
/// <param name="filter">What must hold.</param>
/// <param name="beyond">What must hold besides, and no store can tell; <see langword="null"/>: nothing.</param>
internal sealed class PageScan(ILogStore store, LogIdentity log, EntryFilter filter, Func<StoredEntry, bool>? beyond)
{
    /// <summary>How long the first part is.</summary>
    public long FirstPart { get; init; } = 1 << 16;

    /// <summary>How many indexes are searched for one page at most.</summary>
    public long MostIndexes { get; init; } = 1 << 20;

    /// <summary>How many entries are looked into for one page at most, where only their disclosures tell.</summary>
    public int MostRead { get; init; } = 10_000;

    /// <summary>How long it searches instead; <see langword="null"/>: as far as the other limits say.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Tells how long it has searched.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What of an entry is shown.</summary>
    public Func<StoredEntry, StoredEntry> Shown { get; init; } = entry => entry;

    private const int ReadAtOnce = 500;

    // A part that takes a fraction of a second, where time counts.
    private const long LongestPart = 1 << 18;

    private readonly List<StoredEntry> found = [];
    private long began;
    private long searched;
    private int read;

    /// <summary>The same for one of several logs that are searched for one page: it searches a part of what it would.</summary>
    public PageScan Among(int logs) => new(store, log, filter, beyond)
    {
        MostIndexes = Math.Max(FirstPart, MostIndexes / logs),
        MostRead = Math.Max(ReadAtOnce, MostRead / logs),
        Time = Time,
        Clock = Clock,
        Shown = Shown,
    };

    public async Task<ScannedPage> ReadAsync(EntryCursor? after, int count, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
        {
            return new([], null, null);
        }

        began = Clock.GetTimestamp();

        if (filter.IsByTime || !filter.Scans)
        {
            return await PartAsync(filter, after, count, cancellationToken).ConfigureAwait(false) is { } stop
                ? Stopped(stop, count)
                : Ended();
        }

        var size = (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size;
        var left = filter.RangeBehind(after) is var range ? range with { To = Math.Min(range.To, size) } : default;
        for (var length = FirstPart; left.From < left.To; length = Time is null ? length * 2 : Math.Min(length * 2, LongestPart))
        {
            var part = filter.OldestFirst
                ? left with { To = Math.Min(left.To, left.From + length) }
                : left with { From = Math.Max(left.From, left.To - length) };
            if (await PartAsync(filter with { Range = part }, null, count, cancellationToken).ConfigureAwait(false) is { } stop)
            {
                return Stopped(stop, count);
            }

            left = filter.OldestFirst ? left with { From = part.To } : left with { To = part.From };
            searched += part.To - part.From;
            if (IsOver(searched >= MostIndexes) && left.From < left.To)
            {
                return Stopped(new(filter.OldestFirst ? part.To - 1 : part.From, 0), count);
            }
        }

        return Ended();
    }

    // Reads to the end of the filter's range, or to where the page has to stop.
    private async Task<EntryCursor?> PartAsync(EntryFilter part, EntryCursor? after, int count, CancellationToken cancellationToken)
    {
        do
        {
            var most = beyond is null ? count - found.Count : Math.Max(count - found.Count, ReadAtOnce);
            var page = await store.ReadPageAsync(log, part, after, most, cancellationToken).ConfigureAwait(false);
            var shown = page.Entries.Select(Shown);
            found.AddRange(beyond is null ? shown : shown.Where(beyond));
            read += page.Entries.Count;
            after = page.Next;
            if (found.Count > count)
            {
                found.RemoveRange(count, found.Count - count);
                after = new(found[^1].Index, found[^1].Columns.OccurredAt);
            }
        }
        while (after is not null && found.Count < count && (beyond is null || !IsOver(read >= MostRead)));
        return after;
    }

    private bool IsOver(bool isMuch) => Time is { } time ? Clock.GetElapsedTime(began) >= time : isMuch;

    private ScannedPage Stopped(EntryCursor stop, int count) => new(found, stop, found.Count < count ? stop.Index : null);

    private ScannedPage Ended() => new(found, null, null);
}

/// <summary>What a search found.</summary>
/// <param name="Entries">In the order that was asked for.</param>
/// <param name="Next">Where it goes on; <see langword="null"/>: nothing is left.</param>
/// <param name="SearchedTo">Where it stopped before the page was full.</param>
internal sealed record ScannedPage(IReadOnlyList<StoredEntry> Entries, EntryCursor? Next, long? SearchedTo);
