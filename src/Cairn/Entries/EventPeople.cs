namespace Cairn.Entries;

/// <summary>Who appears in an event, as the leaf names them, and whose the parts are that the event says nothing about.</summary>
internal sealed class EventPeople
{
    private readonly LeafParties parties;
    private readonly ShapeMarks marks;

    public EventPeople(AuditEvent e, LeafParties parties, ShapeMarks marks, LeafParty? covered)
    {
        (this.parties, this.marks) = (parties, marks);
        Actor = covered ?? parties.Of(e.Actor.Type, e.Actor.Id, marks.CutAt("/actor/id"));
        ActorSubject = Actor.Subject;
        OnBehalfOf = e.Actor.OnBehalfOf is { } other ? parties.Of(other.Type, other.Id, marks.CutAt("/actor/on_behalf_of/id")) : null;
        var count = Math.Min(e.Targets.Count, Leaf.MostTargets);
        var (targets, subjects) = (new LeafParty[count], new string?[count]);
        for (var i = 0; i < count; i++)
        {
            var target = targets[i] = parties.Of(e.Targets[i].Type, e.Targets[i].Id, marks.CutAt("/targets", i, "id"));
            var isPerson = parties.IsPerson(e.Targets[i].Type, target);
            subjects[i] = isPerson || target.IsStandIn ? target.Subject : null;
            ContentSubject ??= isPerson ? subjects[i] : null;
        }

        (Targets, TargetSubjects) = (targets, subjects);
        if (e.Personal.Count > 0)
        {
            Parts = PersonalParts.Of(e, this);
        }

        Identifiers = OnBehalfOf is null && Parts.Count == 0 && !marks.Any
            ? [new(ActorSubject ?? "", Actor.IsCovered ? Given(e.Actor.Id) : null)]
            : All(e);
    }

    public LeafParty Actor { get; }

    public string? ActorSubject { get; }

    /// <summary>By subject, as bytes: the actor, and every other party but targets whose id is not in the leaf; with that id.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Identifiers { get; }

    public LeafParty? OnBehalfOf { get; }

    public IReadOnlyList<LeafParty> Targets { get; }

    /// <summary>Whose each target's name is, unless the event says otherwise.</summary>
    public IReadOnlyList<string?> TargetSubjects { get; }

    /// <summary>The first target that is a person and has an id; else nobody.</summary>
    public string? ContentSubject { get; }

    /// <summary>The first parts of <c>personal</c>, each with its subject.</summary>
    public IReadOnlyList<PersonalPart> Parts { get; } = [];

    /// <summary>The subject of a part of <c>personal</c>.</summary>
    public LeafParty PartyOf(AuditEvent e, int part) =>
        parties.Of(e.Personal[part].Subject.Type, e.Personal[part].Subject.Id, marks.CutAt("/personal", part, "subject/id"));

    private static string? Given(string? id) => string.IsNullOrEmpty(id) ? null : id;

    private List<KeyValuePair<string, string?>> All(AuditEvent e)
    {
        var all = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            [ActorSubject ?? ""] = Actor.IsCovered ? Given(e.Actor.Id) : null
        };
        if (OnBehalfOf is { } other)
        {
            Add(all, other, e.Actor.OnBehalfOf?.Id);
        }

        for (var i = 0; i < Parts.Count; i++)
        {
            Add(all, Parts[i].Party, e.Personal[i].Subject.Id);
        }

        return [.. all];
    }

    // Also those whose id is in the leaf: their type may have a mark. A disclosure that says nothing is not made.
    private static void Add(SortedDictionary<string, string?> all, LeafParty party, string? id)
    {
        var subject = party.Subject ?? "";
        if (party.IsCovered)
        {
            all[subject] = id;
        }
        else
        {
            all.TryAdd(subject, null);
        }
    }
}
