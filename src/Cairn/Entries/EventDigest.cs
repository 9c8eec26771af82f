using System.Security.Cryptography;
using System.Text;

namespace Cairn;

/// <summary>The keyed digest that tells sending an event twice from reusing its id (docs/spec/entry.md, Replays).</summary>
internal static class EventDigest
{
    public const int Length = 32;

    public static byte[] Of(ReadOnlySpan<byte> replayKey, Leaf facts, ReadOnlySpan<byte> leaf, IReadOnlyList<Disclosure> disclosures)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, replayKey);
        var action = leaf.IndexOf(",\"action\":\""u8) + 1;
        if (facts.OccurredAt != facts.RecordedAt)
        {
            // The event gave its time: …"occurred_at":"TIME","action":…: the time ends one quote and one comma before.
            mac.AppendData(leaf.Slice(action - 2 - RfcTime.Length, RfcTime.Length));
        }

        mac.AppendData("\n"u8);
        var digests = leaf.LastIndexOf(",\"_sd\":["u8);
        mac.AppendData(leaf[action..(digests < 0 ? leaf.Length - 1 : digests)]);
        mac.AppendData("\n"u8);
        foreach (var disclosure in disclosures)
        {
            mac.AppendData(Encoding.ASCII.GetBytes(disclosure.Name));
            mac.AppendData("\n"u8);
            mac.AppendData(disclosure.Value.Span);
            mac.AppendData("\n"u8);
        }

        return mac.GetHashAndReset();
    }
}
