using Cairn.Merkle;

namespace Cairn.Postgres.Tests;

/// <summary>A tile is its pieces in order, as far as each begins where the one before it ends.</summary>
public sealed class TilePieceTests
{
    private static readonly TileId Tile = new(0, 3);

    [Fact]
    public void Pieces_in_any_order_make_the_tile() => Assert.Equal(Bytes(0, 5), Joined((3, 2), (0, 1), (1, 2)));

    [Fact]
    public void Tiles_do_not_mix()
    {
        var tiles = TilePiece.Join([new(Tile, 0, Bytes(0, 2)), new(new(1, 0), 0, Bytes(7, 1))]);
        Assert.Equal(Bytes(0, 2), tiles[Tile].ToArray());
        Assert.Equal(Bytes(7, 1), tiles[new(1, 0)].ToArray());
    }

    [Fact]
    public void Nothing_behind_a_gap_is_believed() => Assert.Equal(Bytes(0, 2), Joined((0, 2), (3, 1), (4, 1)));

    [Fact]
    public void Nothing_behind_a_piece_within_another_is_believed() => Assert.Equal(Bytes(0, 3), Joined((0, 3), (1, 1), (3, 2)));

    [Fact]
    public void A_tile_without_its_beginning_is_empty() => Assert.Empty(Joined((1, 2)));

    [Fact]
    public void Half_a_hash_ends_the_tile()
    {
        var tiles = TilePiece.Join([new(Tile, 0, Bytes(0, 1).AsMemory(0, 16)), new(Tile, 1, Bytes(1, 1))]);
        Assert.Equal(16, tiles[Tile].Length);
    }

    private static byte[] Joined(params (int At, int Count)[] pieces) =>
        TilePiece.Join(pieces.Select(p => new TilePiece(Tile, p.At, Bytes(p.At, p.Count))))[Tile].ToArray();

    // The hash at a place is its number, over and over.
    private static byte[] Bytes(int at, int count) =>
        [.. Enumerable.Range(at, count).SelectMany(n => Enumerable.Repeat((byte)n, Hash.Size))];
}
