namespace Cairn;

/// <summary>Who appears in an event, as the leaf names them, and whose the parts are that the event says nothing about.</summary>
internal sealed class EventPeople
{
    private readonly PersonRules persons;
    private readonly Sealer.Naming naming;

    public EventPeople(AuditEvent e, PersonRules persons, Sealer.Naming naming, string? actorIdentifier)
    {
        this.persons = persons;
        this.naming = naming;
        Actor = actorIdentifier is null ? new(e.Actor.Type, e.Actor.Id) : naming(e.Actor.Type, actorIdentifier);
        ActorSubject = Actor.Subject;
        Identifiers = [new(ActorSubject ?? "", Actor.IsPseudonym ? e.Actor.Id : null)];
        OnBehalfOf = e.Actor.OnBehalfOf is { } other ? Party(other.Type, other.Id) : null;
        var (targets, subjects) = (new LeafParty[e.Targets.Count], new string?[e.Targets.Count]);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = Party(e.Targets[i].Type, e.Targets[i].Id);
            subjects[i] = IsPerson(targets[i]) ? targets[i].Subject : null;
            ContentSubject ??= subjects[i];
        }

        (Targets, TargetSubjects) = (targets, subjects);
        AddOthers(e);
    }

    public LeafParty Actor { get; }

    public string? ActorSubject { get; }

    /// <summary>By subject, as bytes: the actor, and every other person but targets who stands behind a pseudonym; with the id behind it.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Identifiers { get; private set; }

    public LeafParty? OnBehalfOf { get; }

    public IReadOnlyList<LeafParty> Targets { get; }

    /// <summary>Whose each target's name is, unless the event says otherwise.</summary>
    public IReadOnlyList<string?> TargetSubjects { get; }

    /// <summary>The first target that is a person; else nobody.</summary>
    public string? ContentSubject { get; }

    public string SubjectOf(AuditSubject person) => Party(person.Type, person.Id).Subject!; // A person named by an event has an id.

    private void AddOthers(AuditEvent e)
    {
        if (OnBehalfOf is not { IsPseudonym: true } && e.Personal.Count == 0)
        {
            return;
        }

        var all = new SortedDictionary<string, string?>(StringComparer.Ordinal) { [Identifiers[0].Key] = Identifiers[0].Value };
        foreach (var person in e.Personal.Select(p => p.Subject).Append(e.Actor.OnBehalfOf))
        {
            if (person is not null && persons.IsPersonalId(person.Type, person.Id))
            {
                all[SubjectOf(person)] = person.Id;
            }
        }

        Identifiers = [.. all];
    }

    private bool IsPerson(LeafParty party) => party.IsPseudonym || persons.IsPerson(party.Type);

    private LeafParty Party(string type, string id) => persons.IsPersonalId(type, id) ? naming(type, id) : new(type, id);
}
