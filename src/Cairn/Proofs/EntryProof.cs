using System.Text;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Proofs;

/// <summary>
/// That one entry is in a log, for somebody who has neither the log nor Cairn: a C2SP tlog-proof, the leaf's bytes, and what is disclosed.
/// </summary>
/// <param name="Proof">
/// Checkpoint, index and inclusion proof. Its extra data are the disclosures, each followed by <c>~</c> as RFC 9901 §4 combines them.
/// </param>
/// <param name="Leaf">The bytes that are hashed.</param>
internal sealed record EntryProof(TlogProof Proof, ReadOnlyMemory<byte> Leaf)
{
    /// <summary>Proves an entry against the log's newest checkpoint.</summary>
    /// <param name="store">Where the log is.</param>
    /// <param name="log">The log.</param>
    /// <param name="entry">The entry as stored.</param>
    /// <param name="classes">Whose classes of disclosures travel with the proof; empty: none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="CairnProofException">The entry is not covered by a checkpoint, or the stored tree does not prove it.</exception>
    public static async Task<EntryProof> MakeAsync(
        ILogStore store, LogIdentity log, StoredEntry entry, IReadOnlyCollection<string> classes, CancellationToken cancellationToken)
    {
        var (note, head) = await SignedHeadAsync(store, log, entry.Index, cancellationToken).ConfigureAwait(false);
        var tiles = await store.ReadTilesAsync(
            log, MerkleProof.TilesForInclusion(entry.Index, head.Size), cancellationToken).ConfigureAwait(false);
        var hashes = Prove(entry.Index, head.Size, tiles);
        if (!MerkleProof.CheckInclusion(hashes, entry.Index, Hash.OfLeaf(entry.Leaf.Span), head))
        {
            throw new CairnProofException(
                $"Entry {entry.Index} does not match the checkpoint of {Counted.Entries(head.Size)}: "
                + "the entry or the log was altered. Run: cairn verify");
        }

        return new(new TlogProof(entry.Index, hashes, note, Extra(entry, classes)), entry.Leaf);
    }

    /// <summary>Checks a proof with nothing but the verifier key.</summary>
    /// <exception cref="CairnProofException">It does not hold; the message says why.</exception>
    public static ProvenEntry Check(string proofText, ReadOnlyMemory<byte> leafBytes, NoteVerifier verifier)
    {
        if (!TlogProof.TryParse(proofText, out var proof, out var error))
        {
            throw new CairnProofException($"The proof is malformed: {error}");
        }

        var head = OpenCheckpoint(proof!.Checkpoint, verifier); // A parsed proof is there.
        if (!MerkleProof.CheckInclusion([.. proof.Hashes], proof.Index, Hash.OfLeaf(leafBytes.Span), head))
        {
            throw new CairnProofException(
                $"The entry is not the one at index {proof.Index} of the log {verifier.Name} at {Counted.Entries(head.Size)}.");
        }

        if (!LeafReader.TryParse(leafBytes.Span, out var leaf, out error))
        {
            throw new CairnProofException($"The entry is in the log, but it is not a Cairn entry: {error}");
        }

        return new(verifier.Name, proof.Index, head, leaf!, [.. Disclosures(proof.Extra, leaf!)]); // A parsed leaf is there.
    }

    private static async Task<(string Note, TreeHead Head)> SignedHeadAsync(
        ILogStore store,
        LogIdentity log,
        long index,
        CancellationToken cancellationToken)
    {
        var note = await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false)
            ?? throw new CairnProofException(
                "The log has no checkpoint yet. A host with the signing key signs within a second of recording.");
        // Parsed notes are there.
        if (!Note.TryParse(note, out var opened, out var error) || !Checkpoint.TryParse(opened!.Text, out var checkpoint, out error))
        {
            throw new CairnProofException($"The log's checkpoint is malformed: {error}. Run: cairn verify");
        }

        return index < checkpoint!.Head.Size
            ? (note, checkpoint.Head)
            : throw new CairnProofException(
                $"Entry {index} is not signed yet: the newest checkpoint covers {Counted.Entries(checkpoint.Head.Size)}. "
                + "A host that has the key signs it.");
    }

    private static Hash[] Prove(long index, long size, IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> tiles)
    {
        try
        {
            return MerkleProof.ProveInclusion(index, size, tile => tiles[tile]);
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or InvalidDataException)
        {
            throw new CairnProofException($"The stored tree cannot prove entry {index}: {e.Message} Run: cairn verify");
        }
    }

    private static ReadOnlyMemory<byte>? Extra(StoredEntry entry, IReadOnlyCollection<string> classes)
    {
        if (classes.Count == 0)
        {
            return null;
        }

        // Only what the leaf commits to: a proof whose own check would fail helps nobody.
        var isRead = EntryView.TryRead(entry, out var view, out var error);
        if (!isRead || view!.Problems.Count > 0) // Read.
        {
            throw new CairnProofException(
                $"Entry {entry.Index} cannot be disclosed, because it was altered: {(isRead ? view!.Problems[0] : error)}. Run: "
                + "cairn verify");
        }

        var text = string.Concat(view!.Disclosures.Where(d => classes.Contains(d.Class)).Select(d => d.Encoded + "~")); // Read.
        return text.Length == 0 ? null : Encoding.ASCII.GetBytes(text);
    }

    private static TreeHead OpenCheckpoint(string note, NoteVerifier verifier)
    {
        try
        {
            return Checkpoint.Open(note, verifier).Head;
        }
        catch (Exception e) when (e is NoteException or FormatException)
        {
            throw new CairnProofException($"The checkpoint is not one of {verifier.Name}: {OpeningError.Words(note, verifier, e)}");
        }
    }

    private static IEnumerable<Disclosure> Disclosures(ReadOnlyMemory<byte>? extra, Leaf leaf)
    {
        if (extra is not { } bytes)
        {
            yield break;
        }

        var parts = Encoding.Latin1.GetString(bytes.Span).Split('~');
        if (parts[^1].Length > 0)
        {
            throw new CairnProofException("The disclosures do not end in '~'.");
        }

        if (parts.Distinct(StringComparer.Ordinal).Count() < parts.Length)
        {
            throw new CairnProofException("A disclosure appears twice.");
        }

        foreach (var part in parts[..^1])
        {
            if (!Disclosure.TryDecode(part, out var disclosure, out var error))
            {
                throw new CairnProofException($"A disclosure {error}.");
            }

            yield return leaf.Digests.Contains(disclosure!.Digest) // A decoded disclosure is there.
                ? disclosure
                : throw new CairnProofException(
                    $"The disclosure {disclosure.Name} does not belong to this entry: its digest is not in the leaf.");
        }
    }
}

/// <summary>What a checked proof says.</summary>
internal sealed record ProvenEntry(string Origin, long Index, TreeHead Head, Leaf Leaf, IReadOnlyList<Disclosure> Disclosures);

/// <summary>A proof cannot be made, or does not hold. The message says why.</summary>
internal sealed class CairnProofException(string message) : Exception(message);
