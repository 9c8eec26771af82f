using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Signing;

/// <summary>
/// Holds a log against what was signed of it: by this host, which remembers it, and by other hosts with the same key, which published it.
/// What they published is remembered here too, so that every host knows how far the log had come when a database goes back.
/// </summary>
internal sealed class LogFollower(ILogStore store, SigningKey key, SignerMemory memory)
{
    /// <summary>Checks the log and remembers what others signed of it. Called by whoever holds the log's lock.</summary>
    /// <param name="log">The log.</param>
    /// <param name="published">The checkpoint in the store, read before anything else is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="CairnSigningException">The log does not continue what was signed, or it cannot be known what was.</exception>
    public async Task<KnownLog> FollowAsync(LogIdentity log, string? published, CancellationToken cancellationToken)
    {
        var remembered = Remembered(log);
        RefuseUnknown(log, remembered, published);
        var known = remembered is null ? new TreeHead(0, Hash.Empty) : OpenRemembered(log, remembered);
        var seen = published is null || published == remembered ? null : OpenPublished(log, published, remembered);
        var stored = await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false);
        if (seen is { } newer && newer.Size > known.Size)
        {
            // It was opened.
            var head = await ContinuingHeadAsync(log, stored, known, newer, published!, cancellationToken).ConfigureAwait(false);
            return new(head, published, newer);
        }

        RefuseShorter(log, stored.Size, known.Size);
        var proven = await ProvenHeadAsync(
            log, stored, seen is { } older ? [older, known] : [known], cancellationToken).ConfigureAwait(false);
        // The same head with other lines beside ours, as a witness's: what is published stays, or cosignatures would go as they come.
        return new(proven, seen == known ? published : remembered, known);
    }

    private async Task<TreeHead> ContinuingHeadAsync(
        LogIdentity log,
        StoredHead stored,
        TreeHead known,
        TreeHead seen,
        string published,
        CancellationToken cancellationToken)
    {
        if (stored.Size < seen.Size)
        {
            // Nothing can be proven of entries that are gone. That this key signed them is enough to know them for gone the next time too.
            memory.Write(log, published);
            RefuseShorter(log, stored.Size, seen.Size);
        }

        var head = await ProvenHeadAsync(log, stored, [known, seen], cancellationToken).ConfigureAwait(false);
        memory.Write(log, published);
        return head;
    }

    // A database's owner can make a log that claims to go on from this one, and take what was here away.
    private void RefuseUnknown(LogIdentity log, string? remembered, string? published)
    {
        if (log.Generation > 1
            && remembered is null
            && memory.ReadBegun(log) is null
            && (published is null || TryOpen(log, published) is null))
        {
            throw UnknownGeneration(log, memory);
        }
    }

    /// <summary>A log that goes on from another one, which nobody with this key began.</summary>
    public static CairnSigningException UnknownGeneration(LogIdentity log, SignerMemory memory) => Refuse(
        SigningRefusal.UnknownGeneration,
        log,
        $"is its generation {log.Generation}, and nothing in {memory.Folder} says that cairn recover began it: somebody without the key put "
        + "it there. If another host recovered the log, copy the key and its folder .signed from there. Otherwise run: cairn verify");

    private string? Remembered(LogIdentity log)
    {
        try
        {
            return memory.Read(log);
        }
        catch (FormatException e)
        {
            throw Refuse(
                SigningRefusal.KeyDiffers,
                log,
                $"cannot be signed, because the signer's memory is damaged: {e.Message} Restore the folder");
        }
    }

    private TreeHead OpenRemembered(LogIdentity log, string note) => TryOpen(log, note) ?? throw KeyDiffers(log);

    /// <summary>
    /// What the published note commits to; <see langword="null"/> where it is not ours while we know what is: it is replaced then.
    /// </summary>
    private TreeHead? OpenPublished(LogIdentity log, string note, string? remembered)
    {
        var opened = TryOpen(log, note);
        if (remembered is not null || (opened is not null && memory.Follows))
        {
            return opened;
        }

        throw opened is null ? KeyDiffers(log) : Refuse(
            SigningRefusal.MemoryMissing,
            log,
            $"was signed before, but the signer's memory {memory.Folder} has no record of it: restore the folder from the key's backup, "
            + "or copy it from a host that signs");
    }

    private TreeHead? TryOpen(LogIdentity log, string note)
    {
        try
        {
            return Checkpoint.Open(note, key.VerifierOf(log)).Head;
        }
        catch (NoteException)
        {
            return null;
        }
    }

    /// <summary>The head as committed and read back: its root is that of the tiles, and every signed head is one the log had.</summary>
    private async Task<TreeHead> ProvenHeadAsync(LogIdentity log, StoredHead stored, TreeHead[] signed, CancellationToken cancellationToken)
    {
        TreeHead[] older = [.. signed.Where(s => s.Size > 0)];
        IReadOnlyCollection<TileId> needed =
            [.. MerkleProof.TilesForRoot(stored.Size), .. older.SelectMany(s => MerkleProof.TilesForConsistency(s.Size, stored.Size))];
        var tiles = await store.ReadTilesAsync(log, [.. needed.Distinct()], cancellationToken).ConfigureAwait(false);
        try
        {
            var head = RightEdge.FromBytes(stored.Size, stored.Edge.Span).Head;
            if (head.Root == MerkleProof.Root(stored.Size, Tile) && older.All(s => Continues(s, head)))
            {
                return head;
            }
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or InvalidDataException)
        {
            throw Refuse(SigningRefusal.Forked, log, $"has a damaged tree ({e.Message}). Run: cairn verify");
        }

        throw Refuse(
            SigningRefusal.Forked,
            log,
            $"is not a continuation of what was signed at {Counted.Entries(signed[^1].Size)}: its history was changed. Run: cairn verify");

        ReadOnlyMemory<byte> Tile(TileId tile) =>
            tiles.TryGetValue(tile, out var hashes) ? hashes : throw new KeyNotFoundException($"tile {tile.Level}/{tile.Index} is missing");

        bool Continues(TreeHead s, TreeHead head) =>
            MerkleProof.CheckConsistency(MerkleProof.ProveConsistency(s.Size, head.Size, Tile), s, head);
    }

    private static void RefuseShorter(LogIdentity log, long size, long signed)
    {
        if (size < signed)
        {
            throw Refuse(
                SigningRefusal.Restored,
                log,
                $"has {Counted.Entries(size)}, but {signed} {(signed == 1 ? "was" : "were")} signed: "
                + "it was restored from an older copy. Put the newer one back");
        }
    }

    private CairnSigningException KeyDiffers(LogIdentity log) => Refuse(
        SigningRefusal.KeyDiffers,
        log,
        $"was signed with another key than {key.Path}: put that key back, with the folder {memory.Folder} that was beside it");

    private static CairnSigningException Refuse(SigningRefusal refusal, LogIdentity log, string words) =>
        new(refusal, $"The log of tenant {log.Tenant} {words}, or run: cairn recover");
}
