using Cairn.Merkle;

namespace Cairn.Postgres;

/// <summary>What one append added to a tile.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="At">How many of its hashes stand before these.</param>
/// <param name="Hashes">The hashes.</param>
internal readonly record struct TilePiece(TileId Tile, int At, ReadOnlyMemory<byte> Hashes)
{
    /// <summary>
    /// Tiles put together. One ends where the next piece is missing or does not begin there: what stands behind is nowhere.
    /// </summary>
    public static IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> Join(IEnumerable<TilePiece> pieces) =>
        pieces.GroupBy(p => p.Tile).ToDictionary(tile => tile.Key, tile => Join([.. tile.OrderBy(p => p.At)]));

    private static ReadOnlyMemory<byte> Join(TilePiece[] pieces)
    {
        if (pieces is [{ At: 0 } whole])
        {
            return whole.Hashes;
        }

        var (tile, length) = (new byte[pieces.Sum(p => (long)p.Hashes.Length)], 0);
        foreach (var piece in pieces.TakeWhile(p => (long)p.At * Hash.Size == length))
        {
            piece.Hashes.CopyTo(tile.AsMemory(length));
            length += piece.Hashes.Length;
        }

        return tile.AsMemory(0, length);
    }
}
