using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>How a log names parties in its leaves: by their ids, pseudonyms or stand-ins.</summary>
internal sealed class LeafParties(LogIdentity log, PersonRules persons, Sealer.Naming naming)
{
    /// <summary>A type as a leaf spells it.</summary>
    public static string TypeOf(string? type) => string.IsNullOrEmpty(type) ? AuditActor.UnknownType : PercentEncoding.Type.Encode(type);

    /// <summary>A party of an event.</summary>
    /// <param name="type">Its type as it came.</param>
    /// <param name="id">Its id as it came.</param>
    /// <param name="cut">The SHA-256 of the whole id, where it was cut.</param>
    public LeafParty Of(string? type, string? id, string? cut)
    {
        var inLeaf = TypeOf(type);
        return string.IsNullOrEmpty(id) ? new(inLeaf, null)
            : persons.IsPersonalId(type ?? AuditActor.UnknownType, id, cut is not null) ? naming(new(inLeaf, id, cut))
            : cut is null && LeafText.IsPlainId(id) ? new(inLeaf, id)
            : new(inLeaf, StandIn.OfId(log, inLeaf, id, cut));
    }

    /// <summary>Whether a party is a person: its type is a person's, or its id is personal.</summary>
    public bool IsPerson(string? type, LeafParty party) => party.IsPseudonym || persons.IsPerson(type ?? AuditActor.UnknownType);
}
