using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Verification;

namespace Cairn.Mirroring;

/// <summary>
/// Checks a folder of C2SP tlog-tiles, Cairn's or another's: the checkpoint's signature, every tile from what lies below it, every entry.
/// </summary>
internal sealed class MirrorVerifier
{
    // A mirror is written beside whoever reads it: what does not fit is looked at again under the checkpoint that came meanwhile.
    private const int MostLooks = 5;

    // Of the length before each entry of a bundle.
    private const int LengthSize = 2;

    private readonly string folder;
    private readonly List<MirrorFinding> findings = [];
    private readonly MirrorFiles files;
    private TreeHead? since;
    private Hash? rootThen; // Of the saved checkpoint's size.

    public MirrorVerifier(string folder) => (this.folder, files) = (folder, new(folder, findings));

    /// <summary>Holds the folder against the verifier key; other logs' checkpoints may have extension lines.</summary>
    /// <param name="verifier">The key.</param>
    /// <param name="saved">What a checkpoint of this log committed to that somebody saved; <see langword="null"/>: none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public MirrorReport Verify(NoteVerifier verifier, TreeHead? saved, CancellationToken cancellationToken)
    {
        since = saved;
        for (var look = 1; ; look++)
        {
            findings.Clear();
            rootThen = null;
            var note = Published();
            var head = note is null ? new(0, Hash.Empty) : Look(note, verifier, cancellationToken);
            if (findings.Count == 0 || look == MostLooks || note is null || Published() == note)
            {
                return new(head, findings);
            }
        }
    }

    private string? Published()
    {
        try
        {
            return MirrorFolder.ReadCheckpoint(folder)
                ?? throw new CairnMirrorException($"There is no checkpoint in {folder}: is it a mirror?");
        }
        catch (FormatException e)
        {
            findings.Add(new("checkpoint", e.Message));
            return null;
        }
    }

    private TreeHead Look(string note, NoteVerifier verifier, CancellationToken cancellationToken)
    {
        TreeHead head;
        try
        {
            head = Checkpoint.Open(note, verifier, allowExtensions: true).Head;
        }
        catch (Exception e) when (e is NoteException or FormatException)
        {
            findings.Add(new("checkpoint", $"is not one of {verifier.Name}: {OpeningError.Words(note, verifier, e)}"));
            return new TreeHead(0, Hash.Empty);
        }

        var root = Tree(head.Size, cancellationToken);
        if (findings.Count == 0 && root != head.Root)
        {
            findings.Add(new("checkpoint", $"its root is not the root of the {Counted.Entries(head.Size)} here"));
        }

        Since(head.Size);
        files.Foreign(head.Size, cancellationToken);
        return head;
    }

    // A mirror that is shorter is stale, or its log was rolled back: either way it does not show what was saved.
    private void Since(long size)
    {
        if (since is not { Size: > 0 } saved)
        {
            return;
        }

        if (saved.Size > size)
        {
            findings.Add(new(
                "checkpoint",
                $"has {Counted.Entries(size)}, fewer than the saved one of {saved.Size}: the mirror is out of date, "
                + "or the log was rolled back"));
        }
        else if (findings.Count == 0 && rootThen != saved.Root)
        {
            findings.Add(new("checkpoint", $"does not continue the saved one of {saved.Size}: the log was forked"));
        }
    }

    /// <summary>
    /// Goes through the level-0 tiles in order, building the levels above as it goes; at most one tile a level is in memory.
    /// </summary>
    private Hash Tree(long size, CancellationToken cancellationToken)
    {
        var edge = new RightEdge();
        var above = new List<MirrorTile>();
        for (var index = 0L; index * TileId.FullWidth < size; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tile = new TileId(0, index);
            var hashes = Read(tile, size);
            Entries(tile, size, hashes);
            for (var i = 0; i < hashes.Length; i++)
            {
                edge.Append(hashes[i]);
                rootThen = edge.Size == since?.Size ? edge.Root : rootThen;
            }

            if (tile.WidthAt(size) == TileId.FullWidth && hashes.Length == TileId.FullWidth)
            {
                Raise(above, 1, TileId.RootOf(Bytes(hashes)), size);
            }
        }

        foreach (var open in above)
        {
            open.Close(this, size);
        }

        return edge.Root;
    }

    private void Raise(List<MirrorTile> above, int level, Hash hash, long size)
    {
        if (above.Count < level)
        {
            above.Add(new(level));
        }

        if (above[level - 1].Add(hash) is { } full)
        {
            above[level - 1].Close(this, size);
            Raise(above, level + 1, full, size);
        }
    }

    /// <summary>Holds a tile above level 0 against what was computed from below.</summary>
    internal void Compare(TileId tile, long size, IReadOnlyList<Hash> computed)
    {
        var stored = Read(tile, size);
        for (var i = 0; i < stored.Length && i < computed.Count; i++)
        {
            if (stored[i] != computed[i])
            {
                findings.Add(new(tile.PathAt(tile.WidthAt(size)), $"hash {i} is not that of the tile below"));
            }
        }
    }

    private Hash[] Read(TileId tile, long size)
    {
        var width = tile.WidthAt(size);
        if (files.Read(tile.PathAt(width), width * Hash.Size) is not { } bytes)
        {
            return [];
        }

        var hashes = new Hash[width];
        for (var i = 0; i < width; i++)
        {
            hashes[i] = new(bytes.AsSpan(i * Hash.Size, Hash.Size));
        }

        // What a smaller checkpoint needed may stay: it is the beginning of what is there now.
        foreach (var less in files.Partials(tile.PathAt(TileId.FullWidth), width))
        {
            var path = tile.PathAt(less);
            if (files.Read(path, less * Hash.Size) is { } partial && !bytes.AsSpan().StartsWith(partial))
            {
                findings.Add(new(path, "is not the beginning of the tile that followed it"));
            }
        }

        return hashes;
    }

    private void Entries(TileId tile, long size, Hash[] hashes)
    {
        var width = tile.WidthAt(size);
        foreach (var less in files.Partials(TileId.EntriesPath(tile.Index, TileId.FullWidth), width).Append(width))
        {
            Bundle(tile, less, hashes);
        }
    }

    private void Bundle(TileId tile, int width, Hash[] hashes)
    {
        var path = TileId.EntriesPath(tile.Index, width);
        if (files.Read(path, width * LengthSize, width * (long)(LengthSize + EntryBundle.LongestEntry)) is not { } bundle)
        {
            return;
        }

        ReadOnlySpan<byte> rest = bundle;
        for (var i = 0; i < width; i++)
        {
            if (!EntryBundle.TryRead(ref rest, out var entry))
            {
                findings.Add(new(path, $"ends before entry {(tile.Index * TileId.FullWidth) + i}"));
                return;
            }

            if (i < hashes.Length && Hash.OfLeaf(entry) != hashes[i])
            {
                findings.Add(new(path, $"entry {(tile.Index * TileId.FullWidth) + i} does not match its hash in the tile"));
            }
        }

        if (!rest.IsEmpty)
        {
            findings.Add(new(path, "has bytes after its last entry"));
        }
    }

    private static byte[] Bytes(Hash[] hashes)
    {
        var bytes = new byte[hashes.Length * Hash.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * Hash.Size));
        }

        return bytes;
    }

    /// <summary>The tile under construction at one level above 0.</summary>
    private sealed class MirrorTile(int level)
    {
        private readonly List<Hash> hashes = new(TileId.FullWidth);
        private long index;

        /// <summary>Adds a hash; a tile that becomes full gives its own.</summary>
        public Hash? Add(Hash hash)
        {
            hashes.Add(hash);
            return hashes.Count == TileId.FullWidth ? TileId.RootOf(Bytes([.. hashes])) : null;
        }

        public void Close(MirrorVerifier mirror, long size)
        {
            if (hashes.Count > 0)
            {
                mirror.Compare(new TileId(level, index++), size, hashes);
                hashes.Clear();
            }
        }
    }
}

/// <summary>A file of a mirror that is not what it must be.</summary>
internal sealed record MirrorFinding(string File, string Words);

/// <summary>What a mirror was found to be.</summary>
internal sealed record MirrorReport(TreeHead Head, IReadOnlyList<MirrorFinding> Findings);
