using Cairn.Merkle;

namespace Cairn;

/// <summary>Signs committed heads, and only those that continue the last head it signed.</summary>
internal sealed class CheckpointSigner(ILogStore store, SigningKey key, SignerMemory memory)
{
    public SigningKey Key => key;

    /// <summary>Signs the log's head when it has grown. Afterwards the newest checkpoint is in the signer's memory and in the store.</summary>
    /// <returns>The newest checkpoint's note; <see langword="null"/> while the log is empty.</returns>
    /// <exception cref="CairnSigningException">Signing would fork the log's history.</exception>
    public async Task<string?> SignAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        using var alone = await memory.LockAsync(cancellationToken).ConfigureAwait(false);
        var published = await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false);
        var remembered = Remembered(log);
        if (remembered is null && published is not null)
        {
            throw Refuse(SigningRefusal.MemoryMissing, log, $"was signed before, but the signer's memory {memory.Folder} knows nothing of it: put the folder back from where the key was kept");
        }

        var last = remembered is null ? new TreeHead(0, Hash.Empty) : Open(log, remembered);
        var head = await CommittedHeadAsync(log, last, cancellationToken).ConfigureAwait(false);
        var note = head.Size == last.Size ? remembered : Sign(log, head);
        if (note is not null && note != published)
        {
            await store.PublishCheckpointAsync(log, note, cancellationToken).ConfigureAwait(false);
        }

        return note;
    }

    private string? Remembered(LogIdentity log)
    {
        try
        {
            return memory.Read(log);
        }
        catch (FormatException e)
        {
            throw Refuse(SigningRefusal.KeyDiffers, log, $"cannot be signed, the signer's memory is damaged: {e.Message} Put the folder back");
        }
    }

    private string Sign(LogIdentity log, TreeHead head)
    {
        var note = Note.Sign(new Checkpoint(log.Origin, head).Format(), key.SignerOf(log));
        memory.Write(log, note);
        return note;
    }

    private TreeHead Open(LogIdentity log, string note)
    {
        try
        {
            return Checkpoint.Open(note, key.VerifierOf(log)).Head;
        }
        catch (NoteException)
        {
            throw Refuse(SigningRefusal.KeyDiffers, log, $"was signed with another key than {key.Path}: put that key back");
        }
    }

    /// <summary>The head as committed and read back, proven to continue the last one.</summary>
    private async Task<TreeHead> CommittedHeadAsync(LogIdentity log, TreeHead last, CancellationToken cancellationToken)
    {
        var stored = await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false);
        if (stored.Size < last.Size)
        {
            throw Refuse(SigningRefusal.Restored, log, $"has {stored.Size} entries, but {last.Size} were signed: it was restored from an older copy. Put the newer one back");
        }

        TreeHead head;
        IReadOnlyCollection<TileId> needed = [.. MerkleProof.TilesForRoot(stored.Size), .. last.Size == 0 ? [] : MerkleProof.TilesForConsistency(last.Size, stored.Size)];
        var tiles = await store.ReadTilesAsync(log, [.. needed.Distinct()], cancellationToken).ConfigureAwait(false);
        try
        {
            head = RightEdge.FromBytes(stored.Size, stored.Edge.Span).Head;
            if (head.Root == MerkleProof.Root(stored.Size, Tile) && Continues(last, head))
            {
                return head;
            }
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or InvalidDataException)
        {
            throw Refuse(SigningRefusal.Forked, log, $"has a damaged tree ({e.Message}). Run: cairn verify");
        }

        throw Refuse(SigningRefusal.Forked, log, $"is not a continuation of what was signed at {last.Size} entries: its history was changed. Run: cairn verify");

        ReadOnlyMemory<byte> Tile(TileId tile) => tiles.TryGetValue(tile, out var hashes) ? hashes : throw new KeyNotFoundException($"tile {tile.Level}/{tile.Index} is missing");

        bool Continues(TreeHead older, TreeHead newer) =>
            older.Size == 0 || MerkleProof.CheckConsistency(MerkleProof.ProveConsistency(older.Size, newer.Size, Tile), older, newer);
    }

    private static CairnSigningException Refuse(SigningRefusal refusal, LogIdentity log, string words) =>
        new(refusal, $"The log of tenant {log.Tenant} {words}, or run: cairn recover");
}
