using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>What is asked for, in a log's own spelling.</summary>
/// <param name="Filter">What must hold and a store can tell.</param>
/// <param name="Beyond">What must hold besides, and only the entry itself tells; <see langword="null"/>: nothing.</param>
internal sealed record AskedEntries(EntryFilter Filter, Func<SearchedEntry, bool>? Beyond)
{
    public bool Holds(StoredEntry entry) => Holds(new SearchedEntry(entry));

    public bool Holds(SearchedEntry entry) => Filter.Holds(entry.Stored) && Beyond?.Invoke(entry) != false;

    /// <summary>
    /// All of it together. What stands in further filters comes up to the first one where that does not have it yet, so that an index leads
    /// to it.
    /// </summary>
    public static EntryFilter Joined(EntryFilter filter, IEnumerable<EntryFilter> more)
    {
        foreach (var one in more)
        {
            var isChoosing = filter.AnyOf.Count > 0 && one.AnyOf.Count > 0;
            var left = new EntryFilter
            {
                Actors = filter.Actors is null ? null : one.Actors,
                ActorTypes = filter.ActorTypes is null ? null : one.ActorTypes,
                Targets = filter.Targets is null ? null : one.Targets,
                TargetTypes = filter.TargetTypes is null ? null : one.TargetTypes,
                Parties = filter.Parties is null ? null : one.Parties,
                Actions = filter.Actions is null ? null : one.Actions,
                Categories = filter.Categories is null ? null : one.Categories,
                Outcomes = filter.Outcomes is null ? null : one.Outcomes,
                Networks = filter.Networks is null ? null : one.Networks,
                AnyOf = isChoosing ? one.AnyOf : [],
            };
            filter = filter with
            {
                Actors = filter.Actors ?? one.Actors,
                ActorTypes = filter.ActorTypes ?? one.ActorTypes,
                Targets = filter.Targets ?? one.Targets,
                TargetTypes = filter.TargetTypes ?? one.TargetTypes,
                Parties = filter.Parties ?? one.Parties,
                Actions = filter.Actions ?? one.Actions,
                Categories = filter.Categories ?? one.Categories,
                Outcomes = filter.Outcomes ?? one.Outcomes,
                Networks = filter.Networks ?? one.Networks,
                Members = Both(filter.Members, one.Members),
                From = filter.From > one.From ? filter.From : one.From ?? filter.From,
                Until = filter.Until < one.Until ? filter.Until : one.Until ?? filter.Until,
                Range = new(Math.Max(filter.Range.From, one.Range.From), Math.Min(filter.Range.To, one.Range.To)),
                AllOf = Both(Both(filter.AllOf, one.AllOf), left.IsEverything ? [] : [left]),
                AnyOf = isChoosing ? filter.AnyOf : Both(filter.AnyOf, one.AnyOf),
                NoneOf = Both(filter.NoneOf, one.NoneOf),
            };
        }

        return filter;
    }

    /// <summary>Any of these. Choices of one thing, such as of actors, are a list of it, so that an index leads to them.</summary>
    public static EntryFilter Any(IReadOnlyList<EntryFilter> choices) =>
        List(choices, f => f.Actors, (f, all) => f with { Actors = all })
        ?? List(choices, f => f.Targets, (f, all) => f with { Targets = all })
        ?? List(choices, f => f.Parties, (f, all) => f with { Parties = all })
        ?? List(choices, f => f.Actions, (f, all) => f with { Actions = all })
        ?? List(choices, f => f.Categories, (f, all) => f with { Categories = all })
        ?? List(choices, f => f.Outcomes, (f, all) => f with { Outcomes = all })
        ?? List(choices, f => f.Networks, (f, all) => f with { Networks = all })
        ?? (choices.Any(f => f.IsEverything) ? new() : new() { AnyOf = choices });

    private static EntryFilter? List<T>(
        IReadOnlyList<EntryFilter> choices,
        Func<EntryFilter, IReadOnlyList<T>?> list,
        Func<EntryFilter, IReadOnlyList<T>?, EntryFilter> with) =>
        choices.All(f => list(f) is not null && with(f, null).IsEverything)
            ? with(new(), [.. choices.SelectMany(f => list(f) ?? []).Distinct()])
            : null;

    // No new list where there is none: filters compare lists by reference.
    private static IReadOnlyList<T> Both<T>(IReadOnlyList<T> one, IReadOnlyList<T> other) =>
        one.Count == 0 ? other : other.Count == 0 ? one : [.. one, .. other];
}
