namespace Cairn.Viewer.Models;

/// <summary>A row of a list: an entry, one that cannot be read, or indexes without one.</summary>
internal sealed record ListRow(AuditEntry? Entry, UnreadableEntry? Unreadable = null, AuditGap? Gap = null);

/// <summary>Rows that stand together: one, or a burst of the same kind.</summary>
internal sealed record RowGroup(IReadOnlyList<ListRow> Rows)
{
    public bool IsBurst => Rows.Count > 1;
}

/// <summary>The rows of one day.</summary>
internal sealed record DayRows(DateOnly Day, IReadOnlyList<RowGroup> Groups);

/// <summary>Puts a page's entries into days, and what repeats itself into bursts.</summary>
internal static class ListRows
{
    private const int LeastOfBurst = 3;

    public static IReadOnlyList<DayRows> Of(AuditPage page, ViewerContext viewer)
    {
        var days = new List<(DateOnly Day, List<ListRow> Rows)>();
        foreach (var row in All(page))
        {
            var day = row.Entry is { } entry ? DateOnly.FromDateTime(viewer.Local(entry.OccurredAt).Date)
                : days.Count > 0 ? days[^1].Day
                : page.Entries.Count > 0 ? DateOnly.FromDateTime(viewer.Local(page.Entries[0].OccurredAt).Date)
                : DateOnly.FromDateTime(viewer.Local(viewer.Now).Date);
            if (days.Count == 0 || days[^1].Day != day)
            {
                days.Add((day, []));
            }

            days[^1].Rows.Add(row);
        }

        return [.. days.Select(d => new DayRows(d.Day, [.. Groups(d.Rows)]))];
    }

    // In the page's order; what is not there stands where its index would be.
    private static IEnumerable<ListRow> All(AuditPage page)
    {
        var entries = page.Entries.ToDictionary(e => e.Index);
        var unreadable = page.Unreadable.ToDictionary(e => e.Index);
        var gaps = new Queue<AuditGap>(page.Gaps.Reverse());
        foreach (var read in page.Read)
        {
            while (gaps.TryPeek(out var gap) && gap.From > read.Stored.Index)
            {
                yield return new(null, null, gaps.Dequeue());
            }

            yield return entries.TryGetValue(read.Stored.Index, out var entry) ? new(entry) : new(null, unreadable[read.Stored.Index]);
        }

        foreach (var gap in gaps)
        {
            yield return new(null, null, gap);
        }
    }

    private static IEnumerable<RowGroup> Groups(List<ListRow> rows)
    {
        for (var at = 0; at < rows.Count;)
        {
            var end = at + 1;
            while (end < rows.Count && IsSame(rows[at], rows[end]))
            {
                end++;
            }

            if (end - at >= LeastOfBurst)
            {
                yield return new(rows[at..end]);
                at = end;
            }
            else
            {
                yield return new([rows[at++]]);
            }
        }
    }

    // What is not as it was written is never folded away.
    private static bool IsSame(ListRow one, ListRow other) =>
        one.Entry is { Problems.Count: 0 } a && other.Entry is { Problems.Count: 0 } b
        && a.Event.Action == b.Event.Action && a.Event.Outcome.Result == b.Event.Outcome.Result
        && a.Event.Actor.Type == b.Event.Actor.Type && a.Event.Actor.Id == b.Event.Actor.Id;
}
