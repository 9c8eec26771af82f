using System.Buffers;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Mirroring;

/// <summary>
/// Writes a log as C2SP tlog-tiles into a folder that any web server can publish: tiles and entry bundles first, the checkpoint last,
/// so that what a checkpoint promises is always there.
/// </summary>
internal sealed class LogMirror(ILogStore store, LogIdentity log, string folder)
{
    /// <summary>Brings the folder up to the log's newest checkpoint; only what is new is written.</summary>
    /// <exception cref="CairnMirrorException">
    /// The folder holds another log or a later state, or the store does not prove its own checkpoint.
    /// </exception>
    public async Task<MirrorResult> WriteAsync(NoteVerifier verifier, CancellationToken cancellationToken)
    {
        var note = await store.ReadCheckpointAsync(log, cancellationToken).ConfigureAwait(false)
            ?? throw new CairnMirrorException("The log has no checkpoint yet: record something first, the signer signs within a second.");
        var head = Open(note, verifier, "log's");
        if (Published() is null && !MirrorFolder.MayBegin(folder))
        {
            throw new CairnMirrorException(
                $"{folder} contains other files: name an empty folder or a mirror, because everything in it may be published.");
        }

        var before = Published() is { } old ? Open(old, verifier, "folder's") : new TreeHead(0, Hash.Empty);
        await CheckAsync(before, head, cancellationToken).ConfigureAwait(false);
        var pruned = 0;
        foreach (var tile in TileId.NewBetween(before.Size, head.Size))
        {
            pruned += await WriteAsync(tile, head.Size, cancellationToken).ConfigureAwait(false);
        }

        // Another mirror may have gone on meanwhile: what it published is not replaced by what is older.
        using (await MirrorFolder.LockAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (Published() is { } other && Open(other, verifier, "folder's") is var published && published.Size > head.Size)
            {
                head = published;
            }
            else
            {
                MirrorFolder.Write(folder, "checkpoint", System.Text.Encoding.UTF8.GetBytes(note));
            }
        }

        MirrorFolder.DropOutgrown(folder, before.Size, head.Size);
        return new(before.Size, head, pruned);
    }

    private string? Published()
    {
        try
        {
            return MirrorFolder.ReadCheckpoint(folder);
        }
        catch (FormatException e)
        {
            throw new CairnMirrorException(e.Message);
        }
    }

    private static TreeHead Open(string note, NoteVerifier verifier, string whose)
    {
        try
        {
            return Checkpoint.Open(note, verifier).Head;
        }
        catch (Exception e) when (e is NoteException or FormatException)
        {
            throw new CairnMirrorException(
                $"The {whose} checkpoint is not one of {verifier.Name}: {OpeningError.Words(note, verifier, e)}");
        }
    }

    private async Task CheckAsync(TreeHead before, TreeHead head, CancellationToken cancellationToken)
    {
        if (before.Size > head.Size)
        {
            throw new CairnMirrorException(
                $"The folder has {Counted.Entries(before.Size)}, but only {head.Size} of the log are signed: "
                + "the log was restored from an older copy. Run: cairn verify");
        }

        var tiles = await store.ReadTilesAsync(
            log,
            [.. MerkleProof.TilesForRoot(head.Size).Concat(MerkleProof.TilesForRoot(before.Size)).Distinct()],
            cancellationToken).ConfigureAwait(false);
        try
        {
            if (MerkleProof.Root(head.Size, tile => tiles[tile]) == head.Root
                && MerkleProof.Root(before.Size, tile => tiles[tile]) == before.Root)
            {
                return;
            }
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or InvalidDataException)
        {
            throw new CairnMirrorException($"The stored tree is damaged: {e.Message} Run: cairn verify");
        }

        throw new CairnMirrorException(
            "The stored tree does not match the signed root, or the root in this folder. Nothing was published. Run: cairn verify");
    }

    private async Task<int> WriteAsync(TileId tile, long size, CancellationToken cancellationToken)
    {
        var width = tile.WidthAt(size);
        var stored = await store.ReadTilesAsync(log, [tile], cancellationToken).ConfigureAwait(false);
        if (!stored.TryGetValue(tile, out var hashes) || hashes.Length < width * Hash.Size)
        {
            throw new CairnMirrorException($"Tile {tile.PathAt(width)} is missing. Nothing was published. Run: cairn verify");
        }

        hashes = hashes[..(width * Hash.Size)];
        var isPruned = tile.Level == 0 && !await WriteEntriesAsync(tile, width, hashes, cancellationToken).ConfigureAwait(false);
        MirrorFolder.Write(folder, tile.PathAt(width), hashes.Span);
        return isPruned ? 1 : 0;
    }

    /// <summary>Writes a bundle of entries; not when one of them has expired, for C2SP has no bundle with holes.</summary>
    private async Task<bool> WriteEntriesAsync(TileId tile, int width, ReadOnlyMemory<byte> hashes, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, tile.Index * TileId.FullWidth, width, cancellationToken).ConfigureAwait(false);
        if (entries.Count < width)
        {
            return false;
        }

        var bundle = new ArrayBufferWriter<byte>(width * 512);
        for (var i = 0; i < width; i++)
        {
            if (Hash.OfLeaf(entries[i].Leaf.Span) != new Hash(hashes.Span.Slice(i * Hash.Size, Hash.Size)))
            {
                throw new CairnMirrorException($"Entry {entries[i].Index} was altered. Nothing was published. Run: cairn verify");
            }

            EntryBundle.Write(bundle, entries[i].Leaf.Span);
        }

        MirrorFolder.Write(folder, TileId.EntriesPath(tile.Index, width), bundle.WrittenSpan);
        return true;
    }
}

/// <summary>What a mirror run did.</summary>
/// <param name="Before">Entries the folder mirrored before.</param>
/// <param name="Head">What it mirrors now.</param>
/// <param name="Pruned">New bundles that were left out because entries of theirs have expired.</param>
internal readonly record struct MirrorResult(long Before, TreeHead Head, int Pruned);

/// <summary>A log cannot be mirrored. The message says why; what was published before still stands.</summary>
internal sealed class CairnMirrorException(string message) : Exception(message);
