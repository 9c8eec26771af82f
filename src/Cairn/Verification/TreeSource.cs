using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>Reads the hashes of a log: those stored in tiles, and those recomputed from what lies below them.</summary>
internal sealed class TreeSource(ILogStore store, LogIdentity log)
{
    public async Task<ReadOnlyMemory<byte>> TileAsync(TileId tile, CancellationToken cancellationToken) =>
        (await store.ReadTilesAsync(log, [tile], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(tile);

    /// <summary>
    /// What lies below positions of a tile: the entries' own hashes at level 0, the hashes over complete tiles above;
    /// <see langword="null"/> where nothing is.
    /// </summary>
    public Task<Hash?[]> BelowAsync(TileId tile, int offset, int count, CancellationToken cancellationToken)
    {
        var first = (tile.Index * TileId.FullWidth) + offset;
        return tile.Level == 0
            ? EntriesAsync(first, count, cancellationToken)
            : TilesAsync(tile.Level - 1, first, count, cancellationToken);
    }

    /// <summary>The same, recomputed from the entries; from the lowest tiles where those have expired. Reads everything below.</summary>
    public async Task<Hash?[]> FromEntriesAsync(TileId tile, int offset, int count, CancellationToken cancellationToken)
    {
        if (tile.Level == 0)
        {
            return await BelowAsync(tile, offset, count, cancellationToken).ConfigureAwait(false);
        }

        var hashes = new Hash?[count];
        for (var i = 0; i < count; i++)
        {
            var child = new TileId(tile.Level - 1, (tile.Index * TileId.FullWidth) + offset + i);
            var below = await FromEntriesAsync(child, 0, TileId.FullWidth, cancellationToken).ConfigureAwait(false);
            var stored = TileContent.Split((await TileAsync(child, cancellationToken).ConfigureAwait(false)).Span, 0, TileId.FullWidth);
            for (var n = 0; n < below.Length; n++)
            {
                below[n] ??= stored[n];
            }

            hashes[i] = TileContent.RootOf(below);
        }

        return hashes;
    }

    private async Task<Hash?[]> EntriesAsync(long first, int count, CancellationToken cancellationToken)
    {
        var hashes = new Hash?[count];
        foreach (var entry in await store.ReadEntriesAsync(log, first, count, cancellationToken).ConfigureAwait(false))
        {
            hashes[entry.Index - first] = Hash.OfLeaf(entry.Leaf.Span);
        }

        return hashes;
    }

    private async Task<Hash?[]> TilesAsync(int level, long first, int count, CancellationToken cancellationToken)
    {
        var ids = new TileId[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = new(level, first + i);
        }

        var tiles = await store.ReadTilesAsync(log, ids, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(ids, id => RootOf(tiles.GetValueOrDefault(id)));
    }

    private static Hash? RootOf(ReadOnlyMemory<byte> tile) =>
        tile.Length == TileId.FullWidth * Hash.Size ? TileId.RootOf(tile.Span) : null;
}
