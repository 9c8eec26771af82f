using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>The keyed digest that tells sending an event twice from reusing its id (docs/spec/entry.md, Replays).</summary>
internal static class EventDigest
{
    public const int Length = Hash.Size;

    public static byte[] Of(ReadOnlySpan<byte> replayKey, Leaf facts, ReadOnlySpan<byte> leaf, IReadOnlyList<Disclosure> disclosures) =>
        Compute(replayKey, facts, leaf, disclosures).ToArray();

    /// <summary>Whether a stored digest is that of an entry. Takes as long whichever bytes differ.</summary>
    public static bool Is(
        ReadOnlySpan<byte> digest,
        ReadOnlySpan<byte> replayKey,
        Leaf facts,
        ReadOnlySpan<byte> leaf,
        IReadOnlyList<Disclosure> disclosures)
    {
        Span<byte> right = stackalloc byte[Length];
        Compute(replayKey, facts, leaf, disclosures).CopyTo(right);
        return CryptographicOperations.FixedTimeEquals(digest, right);
    }

    private static Hash Compute(ReadOnlySpan<byte> replayKey, Leaf facts, ReadOnlySpan<byte> leaf, IReadOnlyList<Disclosure> disclosures)
    {
        var most = KeyedHash.Room + leaf.Length + RfcTime.Length + 2;
        for (var i = 0; i < disclosures.Count; i++)
        {
            most += disclosures[i].Name.Length + disclosures[i].Json.Length + 2;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var length = KeyedHash.Room + Write(rented.AsSpan(KeyedHash.Room), facts, leaf, disclosures);
        var digest = KeyedHash.Of(replayKey, rented.AsSpan(0, length));
        // Cleared, because entries hold personal data and the pool outlives them.
        rented.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(rented);
        return digest;
    }

    private static int Write(Span<byte> body, Leaf facts, ReadOnlySpan<byte> leaf, IReadOnlyList<Disclosure> disclosures)
    {
        var rest = body;
        var action = leaf.IndexOf(",\"action\":\""u8) + 1;
        if (facts.OccurredAt != facts.RecordedAt)
        {
            // The event gave its time: …"occurred_at":"TIME","action":…, the time ends one quote and one comma before.
            Put(leaf.Slice(action - 2 - RfcTime.Length, RfcTime.Length), ref rest);
        }

        Line([], ref rest);
        var digests = leaf.LastIndexOf(",\"_sd\":["u8);
        Line(leaf[action..(digests < 0 ? leaf.Length - 1 : digests)], ref rest);
        for (var i = 0; i < disclosures.Count; i++)
        {
            Encoding.ASCII.GetBytes(disclosures[i].Name, rest);
            rest = rest[disclosures[i].Name.Length..];
            Line([], ref rest);
            Line(disclosures[i].Value.Span, ref rest);
        }

        return body.Length - rest.Length;
    }

    private static void Line(ReadOnlySpan<byte> text, ref Span<byte> rest)
    {
        Put(text, ref rest);
        Put("\n"u8, ref rest);
    }

    private static void Put(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
