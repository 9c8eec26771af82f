using System.Security.Cryptography;

namespace Cairn;

/// <summary>The keyed digest that tells sending an event twice from reusing its id (docs/spec/entry.md, Replays).</summary>
internal static class EventDigest
{
    public const int Length = 32;

    public static byte[] Of(ReadOnlySpan<byte> replayKey, Leaf facts, ReadOnlySpan<byte> leaf, IReadOnlyList<Disclosure> disclosures)
    {
        var body = new Utf8Buffer(2048);
        var action = leaf.IndexOf(",\"action\":\""u8) + 1;
        if (facts.OccurredAt != facts.RecordedAt)
        {
            // The event gave its time: …"occurred_at":"TIME","action":…, the time ends one quote and one comma before.
            body.Raw(leaf.Slice(action - 2 - RfcTime.Length, RfcTime.Length));
        }

        var digests = leaf.LastIndexOf(",\"_sd\":["u8);
        body.Raw("\n"u8).Raw(leaf[action..(digests < 0 ? leaf.Length - 1 : digests)]).Raw("\n"u8);
        foreach (var disclosure in disclosures)
        {
            body.Raw(disclosure.Name).Raw("\n"u8).Raw(disclosure.Value.Span).Raw("\n"u8);
        }

        return HMACSHA256.HashData(replayKey, body.Written);
    }
}
