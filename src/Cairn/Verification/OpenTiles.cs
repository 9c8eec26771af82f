using System.Numerics;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// The tiles along the right edge of a tree of some size, as stored, and the perfect subtrees they hold: those of the edge.
/// </summary>
internal sealed class OpenTiles
{
    private readonly IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> stored;

    private OpenTiles(long size, IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> stored) => (Size, this.stored) = (size, stored);

    public long Size { get; }

    /// <summary>From the highest to the lowest level, those that hold something.</summary>
    public static IEnumerable<TileId> Of(long size)
    {
        for (var level = (63 - BitOperations.LeadingZeroCount((ulong)size)) / TileId.Height; size > 0 && level >= 0; level--)
        {
            var tile = new TileId(level, size >> (TileId.Height * level) >> TileId.Height);
            if (tile.WidthAt(size) > 0)
            {
                yield return tile;
            }
        }
    }

    /// <summary>The subtrees of the edge, largest first, and where in which tile their hashes are.</summary>
    public static IEnumerable<(TileId Tile, (int Offset, int Count) Portion)> Subtrees(long size) =>
        Of(size).SelectMany(tile => TileContent.Portions(tile.WidthAt(size)).Select(portion => (tile, portion)));

    public static async Task<OpenTiles> ReadAsync(ILogStore store, LogIdentity log, long size, CancellationToken cancellationToken) =>
        new(size, await store.ReadTilesAsync(log, [.. Of(size)], cancellationToken).ConfigureAwait(false));

    public ReadOnlyMemory<byte> Stored(TileId tile) => stored.GetValueOrDefault(tile);

    /// <summary>The edge as these tiles have it; <see langword="null"/> where one is too short.</summary>
    public Hash?[] Edge() =>
        [.. Subtrees(Size).Select(s => TileContent.RootOf(TileContent.Split(Stored(s.Tile).Span, s.Portion.Offset, s.Portion.Count)))];
}
