using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>
/// Whether the rows by which an entry is found are those of its leaf: an entry that is found by an altered row is told to be another's.
/// </summary>
internal static class EntryRowCheck
{
    public static IEnumerable<string> Problems(StoredEntry stored, Leaf leaf, LogIdentity log)
    {
        if (leaf.Log != log.LogId)
        {
            yield return "its leaf is one of another log";
        }

        foreach (var column in Columns(stored.Columns, SearchColumns.Of(leaf)))
        {
            yield return $"the column {column} is not what the leaf says";
        }

        if (stored.StoredAt < RfcTime.ToMicroseconds(leaf.RecordedAt))
        {
            yield return "the column stored_at is before the time that the leaf says";
        }

        if (!stored.Targets.OrderBy(t => t.Position).SequenceEqual(leaf.Targets.Select((t, n) => new StoredTarget(n, t.Type, t.Id ?? ""))))
        {
            yield return "the rows of its targets are not what the leaf says";
        }
    }

    /// <summary>
    /// Whether the store's time is the later one of when the entry was recorded and of the store's time of the entry before it;
    /// <see langword="null"/> where it is, or where the entry before is gone and nobody can tell.
    /// </summary>
    public static string? Time(StoredEntry stored, Leaf leaf, StoredEntry? before)
    {
        var recorded = RfcTime.ToMicroseconds(leaf.RecordedAt);
        var expected = before is not null ? Math.Max(before.StoredAt, recorded) : stored.Index == 0 ? recorded : (long?)null;
        return expected is { } time && stored.StoredAt > recorded && stored.StoredAt != time
            ? "the column stored_at is not the time that the leaf and the entry before it give"
            : null; // Earlier than the leaf says is a problem that is named without the entry before it.
    }

    private static IEnumerable<string> Columns(SearchColumns stored, SearchColumns leaf)
    {
        (string Name, bool Agrees)[] columns =
        [
            ("event_id", stored.EventId == leaf.EventId),
            ("occurred_at", stored.OccurredAt == leaf.OccurredAt),
            ("action", stored.Action == leaf.Action),
            ("category", stored.Category == leaf.Category),
            ("actor_type", stored.ActorType == leaf.ActorType),
            ("actor_id", stored.ActorId == leaf.ActorId),
            ("outcome", stored.Outcome == leaf.Outcome),
        ];
        return columns.Where(c => !c.Agrees).Select(c => c.Name);
    }
}
