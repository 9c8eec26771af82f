using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>Copies of leaf members by which entries are found. What a reader sees never comes from them.</summary>
internal readonly record struct SearchColumns(
    Guid EventId, long OccurredAt, string Action, string Category, string ActorType, string? ActorId, string Outcome)
{
    public static SearchColumns Of(Leaf leaf) => new(
        leaf.Id, RfcTime.ToMicroseconds(
            leaf.OccurredAt), leaf.Action, leaf.Category, leaf.Actor.Type, leaf.Actor.Id, ResultNames.Name(leaf.Result));
}
