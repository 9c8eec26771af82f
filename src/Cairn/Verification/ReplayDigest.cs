using System.Security.Cryptography;

namespace Cairn;

/// <summary>
/// Recomputes the keyed digest of an event, as <see cref="EventDigest"/> makes it, in one piece and one buffer: a verifier does it for
/// every entry there is. Not thread-safe.
/// </summary>
internal sealed class ReplayDigest(LogIdentity log)
{
    private readonly Utf8Buffer body = new();

    public bool Is(ReadOnlySpan<byte> digest, Leaf facts, ReadOnlySpan<byte> leaf, List<Disclosure> disclosures)
    {
        Write(facts, leaf, disclosures);
        Span<byte> computed = stackalloc byte[EventDigest.Length];
        HMACSHA256.HashData(log.ReplayKey, body.Written, computed);
        return CryptographicOperations.FixedTimeEquals(digest, computed);
    }

    private void Write(Leaf facts, ReadOnlySpan<byte> leaf, List<Disclosure> disclosures)
    {
        body.Clear();
        var action = leaf.IndexOf(",\"action\":\""u8) + 1;
        if (facts.OccurredAt != facts.RecordedAt)
        {
            // …"occurred_at":"TIME","action":…: the time ends one quote and one comma before.
            body.Raw(leaf.Slice(action - 2 - RfcTime.Length, RfcTime.Length));
        }

        var digests = leaf.LastIndexOf(",\"_sd\":["u8);
        body.Raw("\n"u8).Raw(leaf[action..(digests < 0 ? leaf.Length - 1 : digests)]).Raw("\n"u8);
        foreach (var disclosure in disclosures)
        {
            body.Raw(disclosure.Name).Raw("\n"u8).Raw(disclosure.Value.Span).Raw("\n"u8);
        }
    }
}
