using Cairn.Events;

namespace Cairn.Entries;

/// <summary>The identifiers in an event that are personal in themselves: each needs a pseudonym.</summary>
internal static class EventPersons
{
    public static IEnumerable<PersonalId> Of(AuditEvent e, PersonRules persons)
    {
        var marks = ShapeMarks.Of(e);
        if (OfActor(e.Actor, persons, marks) is { } actor)
        {
            yield return actor;
        }

        if (e.Actor.OnBehalfOf is { } other && Of(other.Type, other.Id, marks.CutAt("/actor/on_behalf_of/id"), persons) is { } behalf)
        {
            yield return behalf;
        }

        for (var i = 0; i < Math.Min(e.Targets.Count, Leaf.MostTargets); i++)
        {
            if (Of(e.Targets[i].Type, e.Targets[i].Id, marks.CutAt("/targets", i, "id"), persons) is { } target)
            {
                yield return target;
            }
        }

        for (var i = 0; i < Math.Min(e.Personal.Count, PersonalParts.Most); i++)
        {
            if (Of(e.Personal[i].Subject.Type, e.Personal[i].Subject.Id, marks.CutAt("/personal", i, "subject/id"), persons) is { } subject)
            {
                yield return subject;
            }
        }
    }

    /// <summary>
    /// The identifier of the actor that needs a pseudonym: the id, or the phone number or e-mail address where there is no id.
    /// </summary>
    public static PersonalId? OfActor(AuditActor actor, PersonRules persons, ShapeMarks marks)
    {
        if (!string.IsNullOrEmpty(actor.Id))
        {
            return Of(actor.Type, actor.Id, marks.CutAt("/actor/id"), persons);
        }

        var (text, place) = StandsForId(actor.Phone) ? (actor.Phone, "/actor/phone") : (actor.Email, "/actor/email");
        return StandsForId(text) ? new(LeafParties.TypeOf(actor.Type), text!, marks.CutAt(place)) : null; // It is not empty.
    }

    private static bool StandsForId(string? text) => !string.IsNullOrEmpty(text) && PersonRules.IsShort(text);

    private static PersonalId? Of(string type, string? id, string? cut, PersonRules persons) =>
        !string.IsNullOrEmpty(id) && persons.IsPersonalId(type, id, cut is not null) ? new(LeafParties.TypeOf(type), id, cut) : null;
}
