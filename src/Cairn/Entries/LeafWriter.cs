using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>Writes a leaf's bytes: one spelling, member order fixed. No value holds anything that JSON would escape.</summary>
internal static class LeafWriter
{
    public static Utf8Buffer Write(Leaf leaf, Utf8Buffer json)
    {
        json.Raw("{\"v\":1,\"id\":\""u8).Id(leaf.Id).Raw("\",\"log\":\""u8).Raw(leaf.Log);
        json.Raw("\",\"recorded_at\":\""u8).Time(leaf.RecordedAt).Raw("\""u8);
        if (leaf.Producer is not null)
        {
            json.Raw(",\"producer\":\""u8).Raw(leaf.Producer).Raw("\",\"seq\":"u8).Number(leaf.Seq);
        }

        Member(json, ",\"declared\":\""u8, leaf.Declared);
        json.Raw(",\"occurred_at\":\""u8).Time(leaf.OccurredAt);
        json.Raw("\",\"action\":\""u8).Raw(leaf.Action).Raw("\",\"category\":\""u8).Raw(leaf.Category).Raw("\",\"actor\":"u8);
        Actor(leaf, json);
        Targets(leaf.Targets, json);
        json.Raw(",\"outcome\":{\"result\":\""u8).Raw(ResultNames.Name(leaf.Result)).Raw("\""u8);
        Member(json, ",\"code\":\""u8, leaf.Code);
        json.Raw("}"u8);
        if (leaf.Duration is { } duration)
        {
            json.Raw(",\"duration\":"u8).Number(duration);
        }

        Member(json, ",\"source\":\""u8, leaf.Source);
        Member(json, ",\"request_id\":\""u8, leaf.RequestId);
        Member(json, ",\"trace_id\":\""u8, leaf.TraceId);
        Member(json, ",\"operation_id\":\""u8, leaf.OperationId);
        Member(json, ",\"manifest\":\""u8, leaf.Manifest);
        Digests(leaf.Digests, json);
        return json.Raw("}"u8);
    }

    private static void Actor(Leaf leaf, Utf8Buffer json)
    {
        Open(leaf.Actor, json);
        Member(json, ",\"role\":\""u8, leaf.Role);
        if (leaf.OnBehalfOf is { } other)
        {
            json.Raw(",\"on_behalf_of\":"u8);
            Open(other, json);
            json.Raw("}"u8);
        }

        json.Raw("}"u8);
    }

    private static void Targets(IReadOnlyList<LeafParty> targets, Utf8Buffer json)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            json.Raw(i == 0 ? ",\"targets\":["u8 : ","u8);
            Open(targets[i], json);
            json.Raw(i == targets.Count - 1 ? "}]"u8 : "}"u8);
        }
    }

    private static void Open(LeafParty party, Utf8Buffer json)
    {
        json.Raw("{\"type\":\""u8).Raw(party.Type).Raw("\""u8);
        Member(json, ",\"id\":\""u8, party.Id);
    }

    private static void Digests(IReadOnlyList<string> digests, Utf8Buffer json)
    {
        for (var i = 0; i < digests.Count; i++)
        {
            json.Raw(i == 0 ? ",\"_sd\":[\""u8 : ",\""u8).Raw(digests[i]).Raw(i == digests.Count - 1 ? "\"]"u8 : "\""u8);
        }
    }

    private static void Member(Utf8Buffer json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.Raw(name).Raw(value).Raw("\""u8);
        }
    }
}
