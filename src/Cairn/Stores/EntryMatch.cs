using Cairn.Entries;
using Cairn.Events;

namespace Cairn.Stores;

/// <summary>Whether a stored entry is one that a filter asks for, by its rows alone: what every store answers, said plainly.</summary>
internal static class EntryMatch
{
    public static bool Holds(this EntryFilter filter, StoredEntry entry)
    {
        var columns = entry.Columns;
        return filter.Range.Contains(entry.Index)
            && (filter.From ?? long.MinValue) <= columns.OccurredAt
            && columns.OccurredAt < (filter.Until ?? long.MaxValue)
            && (filter.Actors is null || IsActor(columns, filter.Actors))
            && (filter.ActorTypes is null || filter.ActorTypes.Contains(columns.ActorType))
            && (filter.Targets is null || HasTarget(entry, filter.Targets))
            && (filter.TargetTypes is null || entry.Targets.Any(t => filter.TargetTypes.Contains(t.Type)))
            && (filter.Parties is null || IsActor(columns, filter.Parties) || HasTarget(entry, filter.Parties))
            && (filter.Actions is null || filter.Actions.Any(a => a.Is(columns.Action)))
            && (filter.Categories is null || filter.Categories.Contains(columns.Category))
            && (filter.Outcomes is null || filter.Outcomes.Any(o => ResultNames.Name(o) == columns.Outcome))
            && (filter.Networks is null || (entry.Network is { } network && filter.Networks.Contains(network.Network)))
            && filter.Members.All(m => m.Spellings().Any(s => entry.Leaf.Span.IndexOf(s) >= 0))
            && !filter.LeftOut.Any(a => a.Is(columns.Action))
            && filter.AllOf.All(f => f.Holds(entry))
            && (filter.AnyOf.Count == 0 || filter.AnyOf.Any(f => f.Holds(entry)))
            && !filter.NoneOf.Any(f => f.Holds(entry));
    }

    private static bool IsActor(SearchColumns columns, IReadOnlyList<LeafParty> actors) =>
        actors.Any(wanted => (wanted.Type.Length == 0 || wanted.Type == columns.ActorType) && wanted.Id == columns.ActorId);

    // A target without an id has an empty one in its row.
    private static bool HasTarget(StoredEntry entry, IReadOnlyList<LeafParty> targets) =>
        entry.Targets.Any(t => targets.Any(wanted => wanted.Type == t.Type && (wanted.Id ?? "") == t.Id));
}
