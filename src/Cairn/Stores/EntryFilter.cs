using Cairn.Entries;

namespace Cairn.Stores;

/// <summary>
/// Which entries a page shows, in the spelling that leaves have: everything that is set must hold, and of each list any one.
/// <see langword="null"/> means anything, an empty list nothing. Whatever people type becomes this first (<c>QueryFilter</c>); a store
/// knows nothing of spellings, keys and persons.
/// </summary>
internal sealed record EntryFilter
{
    /// <summary>A list with more choices is looked at in each entry instead of leading to the entries.</summary>
    public const int MostChoices = 64;

    /// <summary>Who did it; one with an empty type is of any.</summary>
    public IReadOnlyList<LeafParty>? Actors { get; init; }

    /// <summary>Of which types whoever did it is.</summary>
    public IReadOnlyList<string>? ActorTypes { get; init; }

    /// <summary>To what it was done.</summary>
    public IReadOnlyList<LeafParty>? Targets { get; init; }

    /// <summary>Of which types a target is.</summary>
    public IReadOnlyList<string>? TargetTypes { get; init; }

    /// <summary>Who took part: as actor, or as target; one with an empty type is an actor of any.</summary>
    public IReadOnlyList<LeafParty>? Parties { get; init; }

    /// <summary>Names of actions, or how they begin.</summary>
    public IReadOnlyList<ActionName>? Actions { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public IReadOnlyList<AuditResult>? Outcomes { get; init; }

    /// <summary>Hashes of networks, as the rows of addresses have them.</summary>
    public IReadOnlyList<long>? Networks { get; init; }

    /// <summary>Members of the leaf that no column has. They are looked at entry by entry.</summary>
    public IReadOnlyList<LeafMember> Members { get; init; } = [];

    /// <summary>It happened then or later; in microseconds since 1970.</summary>
    public long? From { get; init; }

    /// <summary>It happened before; in microseconds since 1970.</summary>
    public long? Until { get; init; }

    /// <summary>Where in the log it stands.</summary>
    public IndexRange Range { get; init; } = new(0, long.MaxValue);

    /// <summary>What must hold besides, all of it; of these and the next two the order counts nothing.</summary>
    public IReadOnlyList<EntryFilter> AllOf { get; init; } = [];

    /// <summary>Of which at least one must hold; empty: nothing more is asked.</summary>
    public IReadOnlyList<EntryFilter> AnyOf { get; init; } = [];

    /// <summary>Of which none may hold.</summary>
    public IReadOnlyList<EntryFilter> NoneOf { get; init; } = [];

    /// <summary>Actions that are left out. Few entries have them: a page does not have to read far because of them.</summary>
    public IReadOnlyList<ActionName> LeftOut { get; init; } = [];

    /// <summary>Whether pages are in the order of the log even where a time alone is asked for.</summary>
    public bool InLogOrder { get; init; }

    /// <summary>The order of the page: that of the log, or of time where a time alone is asked for (<see cref="IsByTime"/>).</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Along which index entries are found.</summary>
    public EntryLead Lead =>
        Leads(Parties) ? EntryLead.Parties
        : Networks?.Count <= MostChoices ? EntryLead.Networks
        : Targets?.Count <= MostChoices ? EntryLead.Targets
        : Leads(Actors) ? EntryLead.Actors
        : Actions?.Count <= MostChoices && Actions.All(a => !a.IsPrefix) ? EntryLead.Actions
        : Categories?.Count <= MostChoices ? EntryLead.Categories
        : Outcomes?.Contains(AuditResult.Success) == false ? EntryLead.Outcomes
        : !InLogOrder && (From is not null || Until is not null) ? EntryLead.Time
        : EntryLead.Log;

    /// <summary>Whether a page is in the order of when things happened, those of the same moment in the order of the log.</summary>
    public bool IsByTime => Lead == EntryLead.Time;

    /// <summary>Where, of <see cref="Range"/>, the page behind a cursor may lie; not where pages are in the order of time.</summary>
    public IndexRange RangeBehind(EntryCursor? after) => after is not { } cursor ? Range
        : OldestFirst ? Range with { From = Math.Max(Range.From, cursor.Index + 1) }
        : Range with { To = Math.Min(Range.To, cursor.Index) };

    /// <summary>Whether nothing can hold.</summary>
    public bool IsEmpty => Actors?.Count == 0 || ActorTypes?.Count == 0 || TargetTypes?.Count == 0 || Targets?.Count == 0
        || Parties?.Count == 0 || Actions?.Count == 0 || Categories?.Count == 0
        || Outcomes?.Count == 0 || Networks?.Count == 0 || Members.Any(m => m.Values.Count == 0) || Range.From >= Range.To
        || AllOf.Any(f => f.IsEmpty) || (AnyOf.Count > 0 && AnyOf.All(f => f.IsEmpty));

    /// <summary>Whether entries are looked at that do not hold: then a page may have to read far for little.</summary>
    public bool Scans => this with
    {
        Range = new(0, long.MaxValue),
        OldestFirst = false,
        InLogOrder = false,
        LeftOut = []
    } is var rest && Lead switch
    {
        EntryLead.Parties => rest with { Parties = null } != Everything,
        EntryLead.Networks => rest with { Networks = null } != Everything,
        EntryLead.Targets => rest with { Targets = null } != Everything,
        EntryLead.Actors => rest with { Actors = null } != Everything,
        EntryLead.Actions => rest with { Actions = null } != Everything,
        EntryLead.Categories => rest with { Categories = null } != Everything,
        EntryLead.Outcomes => rest with { Outcomes = null } != Everything,
        EntryLead.Time => rest with { From = null, Until = null } != Everything,
        _ => rest != Everything,
    };

    /// <summary>Whether it asks for every entry.</summary>
    public bool IsEverything => this with { OldestFirst = false, InLogOrder = false } == Everything;

    private static readonly EntryFilter Everything = new();

    // An actor without an id is found by no index.
    private static bool Leads(IReadOnlyList<LeafParty>? parties) => parties?.Count <= MostChoices && parties.All(p => p.Id is not null);
}

/// <summary>An action by its name, or all whose names begin so.</summary>
internal readonly record struct ActionName(string Text, bool IsPrefix = false)
{
    /// <summary>Behind every name that begins so: no action has that letter or a later one.</summary>
    public string End => Text + "\x7f";

    public bool Is(string action) => IsPrefix ? action.StartsWith(Text, StringComparison.Ordinal) : action == Text;
}

/// <summary>The index along which a page is found: the one that leaves least to read.</summary>
internal enum EntryLead
{
    /// <summary>Those of actors and of targets.</summary>
    Parties,

    /// <summary>That of addresses.</summary>
    Networks,

    /// <summary>That of targets.</summary>
    Targets,

    /// <summary>That of actors.</summary>
    Actors,

    /// <summary>That of actions.</summary>
    Actions,

    /// <summary>That of categories.</summary>
    Categories,

    /// <summary>That of outcomes. Successes are found along the log: nearly all are.</summary>
    Outcomes,

    /// <summary>That of when things happened.</summary>
    Time,

    /// <summary>The log itself.</summary>
    Log,
}
