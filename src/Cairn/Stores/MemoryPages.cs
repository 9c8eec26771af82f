using Cairn.Intake.Shaping;

namespace Cairn.Stores;

/// <summary>Pages of entries in memory: every entry is looked at, and those that hold are sorted.</summary>
internal static class MemoryPages
{
    public static EntryPage Read(MemoryLog log, EntryFilter filter, EntryCursor? after, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var found = log.Entries.Values.Where(filter.Holds).Select(e => (Entry: e, Place: PlaceOf(e, filter)));
        found = filter.OldestFirst ? found.OrderBy(f => f.Place) : found.OrderByDescending(f => f.Place);
        if (after is { } cursor)
        {
            var place = filter.IsByTime ? (cursor.OccurredAt, cursor.Index) : (0, cursor.Index);
            found = found.Where(f => filter.OldestFirst ? f.Place.CompareTo(place) > 0 : f.Place.CompareTo(place) < 0);
        }

        StoredEntry[] page = [.. found.Select(f => f.Entry).Take(count)];
        return new(page, page.Length == count ? new(page[^1].Index, page[^1].Columns.OccurredAt) : null);
    }

    public static IReadOnlyList<string> Actions(MemoryLog log, string prefix, int most) =>
        [.. log.Entries.Values.Select(e => e.Columns.Action)
            .Where(a => a.StartsWith(prefix, StringComparison.Ordinal)).Distinct()
            .Order(StringComparer.Ordinal)
            .Take(most)];

    public static IReadOnlyList<string> TargetTypes(MemoryLog log, string id, int most) =>
        [.. log.Entries.Values.SelectMany(e => e.Targets).Where(t => t.Id == id).Select(t => t.Type).Distinct()
            .Order(StringComparer.Ordinal)
            .Take(most)];

    private static (long OccurredAt, long Index) PlaceOf(StoredEntry entry, EntryFilter filter) =>
        (filter.IsByTime ? entry.Columns.OccurredAt : 0, entry.Index);
}
