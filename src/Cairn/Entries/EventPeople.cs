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
        ActorIdentifier = actorIdentifier;
        Actor = actorIdentifier is null ? new(e.Actor.Type, e.Actor.Id) : naming(e.Actor.Type, actorIdentifier);
        OnBehalfOf = e.Actor.OnBehalfOf is { } other ? Party(other.Type, other.Id) : null;
        Targets = e.Targets.Count == 0 ? [] : [.. e.Targets.Select(t => Party(t.Type, t.Id))];
        ContentSubject = Targets.FirstOrDefault(IsPerson)?.Subject;
    }

    public LeafParty Actor { get; }

    /// <summary>What stands behind the actor's pseudonym, when it has one.</summary>
    public string? ActorIdentifier { get; }

    public LeafParty? OnBehalfOf { get; }

    public IReadOnlyList<LeafParty> Targets { get; }

    /// <summary>The first target that is a person; else nobody.</summary>
    public string? ContentSubject { get; }

    /// <summary>Whose a target's name is, unless the event says otherwise.</summary>
    public string? SubjectOf(LeafParty target) => IsPerson(target) ? target.Subject : null;

    public string SubjectOf(AuditSubject person) => Party(person.Type, person.Id).Subject!; // A person named by an event has an id.

    private bool IsPerson(LeafParty party) => party.IsPseudonym || persons.IsPerson(party.Type);

    private LeafParty Party(string type, string id) => persons.IsPersonalId(type, id) ? naming(type, id) : new(type, id);
}
