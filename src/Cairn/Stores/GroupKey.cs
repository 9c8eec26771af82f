using System.Globalization;

namespace Cairn.Stores;

/// <summary>By what a store counts entries.</summary>
internal enum GroupKind
{
    Category,
    Action,

    /// <summary>Type, slash and id, as the leaf spells them; nothing behind the slash where there is no id.</summary>
    Actor,

    /// <summary>The same of each target; null where there is none.</summary>
    Target,

    Outcome,

    /// <summary>The source, as the leaf spells it; null where there is none.</summary>
    Source,

    /// <summary>How many whole units of time lie between 1970 and when it happened.</summary>
    Time,
}

/// <summary>A key of entries that are counted.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Unit">Of a time: how many microseconds a unit has.</param>
internal readonly record struct GroupKey(GroupKind Kind, long Unit = 1)
{
    /// <summary>The keys that an entry has, as stores spell them; each counts.</summary>
    public IEnumerable<string?> Of(StoredEntry entry) => Kind switch
    {
        GroupKind.Category => [entry.Columns.Category],
        GroupKind.Action => [entry.Columns.Action],
        GroupKind.Actor => [$"{entry.Columns.ActorType}/{entry.Columns.ActorId}"],
        GroupKind.Outcome => [entry.Columns.Outcome],
        GroupKind.Target => entry.Targets.Select(t => $"{t.Type}/{t.Id}").Distinct().DefaultIfEmpty<string?>(null),
        GroupKind.Source => [LeafMember.Read(entry.Leaf.Span, "source")],
        _ => [(entry.Columns.OccurredAt / Unit).ToString(CultureInfo.InvariantCulture)],
    };
}

/// <summary>Entries that have the same keys.</summary>
/// <param name="First">The first key.</param>
/// <param name="Second">The second; null, too, where only one was asked for.</param>
/// <param name="Count">How many.</param>
/// <param name="Newest">The largest index of them.</param>
internal sealed record StoredGroup(string? First, string? Second, long Count, long Newest);

/// <summary>Counts entries by their keys, one by one.</summary>
internal static class GroupCounts
{
    public static IReadOnlyList<StoredGroup> Of(IEnumerable<StoredEntry> entries, IReadOnlyList<GroupKey> keys)
    {
        var groups = new Dictionary<(string?, string?), (long Count, long Newest)>();
        Add(groups, entries, keys);
        return List(groups);
    }

    public static void Add(
        Dictionary<(string? First, string? Second), (long Count, long Newest)> groups,
        IEnumerable<StoredEntry> entries,
        IReadOnlyList<GroupKey> keys)
    {
        foreach (var entry in entries)
        {
            foreach (var first in keys[0].Of(entry))
            {
                foreach (var second in keys.Count > 1 ? keys[1].Of(entry) : [null])
                {
                    var (count, newest) = groups.GetValueOrDefault((first, second));
                    groups[(first, second)] = (count + 1, Math.Max(newest, entry.Index));
                }
            }
        }
    }

    public static IReadOnlyList<StoredGroup> List(Dictionary<(string? First, string? Second), (long Count, long Newest)> groups) =>
        [.. groups.Select(g => new StoredGroup(g.Key.First, g.Key.Second, g.Value.Count, g.Value.Newest))];
}
