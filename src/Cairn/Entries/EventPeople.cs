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
        Identifiers = [new(Actor.Subject ?? "", Actor.IsPseudonym ? e.Actor.Id : null)];
        OnBehalfOf = e.Actor.OnBehalfOf is { } other ? Party(other.Type, other.Id) : null;
        Targets = e.Targets.Count == 0 ? [] : [.. e.Targets.Select(t => Party(t.Type, t.Id))];
        AddOthers(e);
        ContentSubject = Targets.FirstOrDefault(IsPerson)?.Subject;
    }

    public LeafParty Actor { get; }

    /// <summary>By subject, as bytes: the actor, and every other person but targets who stands behind a pseudonym; with the id behind it.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Identifiers { get; private set; }

    public LeafParty? OnBehalfOf { get; }

    public IReadOnlyList<LeafParty> Targets { get; }

    /// <summary>The first target that is a person; else nobody.</summary>
    public string? ContentSubject { get; }

    /// <summary>Whose a target's name is, unless the event says otherwise.</summary>
    public string? SubjectOf(LeafParty target) => IsPerson(target) ? target.Subject : null;

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
