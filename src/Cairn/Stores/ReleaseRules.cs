using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Stores;

/// <summary>What a committed manifest lets go, by the same rules in every driver that decides in this process.</summary>
internal static class ReleaseRules
{
    /// <summary>Whether one of Cairn's own entries; they never go.</summary>
    public static bool IsOwn(string action) => action.StartsWith("cairn.", StringComparison.Ordinal);

    /// <summary>Whether a disclosure of this name says who its subject is.</summary>
    public static bool SaysWho(string name) => name is "actor" or "actor.contact" or "targets";

    /// <summary>The digest of a disclosure as stored: that of its bytes, or the one beside a ciphertext.</summary>
    public static string DigestOf(long keyId, string? digest, ReadOnlySpan<byte> body) =>
        keyId == 0 ? Disclosure.DigestOf(body) : digest ?? "";

    /// <summary>Reads the manifest of a kind at an index, where its entry commits to it and stands in the tree.</summary>
    /// <param name="manifest">The row's bytes; <see langword="null"/>: there is none.</param>
    /// <param name="leaf">The entry's leaf; <see langword="null"/>: there is none.</param>
    /// <param name="hash">What the tree has at the index.</param>
    /// <param name="index">Where it is.</param>
    /// <exception cref="CairnStoreException">It is not one that lets anything go.</exception>
    public static T Committed<T>(ReadOnlyMemory<byte>? manifest, ReadOnlyMemory<byte>? leaf, Hash? hash, long index)
        where T : Manifest =>
        manifest is { } bytes
        && leaf is { } entry
        && hash == Hash.OfLeaf(entry.Span)
        && LeafReader.TryParse(entry.Span, out var read, out _)
            && Manifest.TryParse(bytes, out var parsed, out _) && parsed is T attested && read!.Action == attested.Action // Parsed.
            && read.Manifest == Base64Text.Encode(SHA256.HashData(bytes.Span))
            ? attested
            : throw new CairnStoreException($"The entry {index} of this log does not permit this deletion: nothing was deleted.");

    /// <summary>The indexes of a plan that may go from now on, holds and floors aside: those below its own.</summary>
    /// <exception cref="CairnStoreException">The plan's time has not come.</exception>
    public static List<IndexRange> Due(ExpiryPlannedManifest plan, long index, DateTimeOffset now) => plan.NotBefore > now
        ? throw new CairnStoreException($"The plan is for {RfcTime.Format(plan.NotBefore.Value)} and later: nothing was deleted.")
        : IndexRanges.Common([.. plan.Set.Ranges().Select(r => new IndexRange(r.From, r.To + 1))], [new(0, index)]);

    /// <summary>That a hold keeps an entry.</summary>
    public static CairnStoreException Held(long index) => new($"A hold keeps the entry {index}: nothing was deleted. Lift the hold first.");

    /// <summary>The month of a store's time, as 202611.</summary>
    public static int MonthOf(long storedAt) => RfcTime.FromMicroseconds(storedAt) is var time ? (time.Year * 100) + time.Month : 0;
}
