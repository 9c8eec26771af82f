namespace Cairn.Merkle.Tests;

public class TileBuilderTests
{
    [Theory]
    [InlineData(1, 700)]
    [InlineData(2, 3_000)]
    [InlineData(3, 70_000)]
    [InlineData(4, 100_000)]
    public void However_a_log_is_split_in_batches_its_tiles_are_the_oracles(int seed, int largest)
    {
        var (random, oracle, tiles) = (new Random(seed), Oracle.OfNumbers(), new MemoryTiles());
        while (tiles.Size < largest)
        {
            var before = tiles.Size;
            var after = Math.Min(largest, before + random.Next(1, random.Next(2, largest / 8)));
            Assert.Equal(TileId.NewBetween(before, after), tiles.Grow(oracle, after));
            Assert.Equal(oracle.Root(0, after), MerkleProof.Root(after, tiles.Read));
        }

        Assert.All(TileId.AllAt(largest), tile => Assert.Equal(oracle.Tile(tile, largest), tiles.Read(tile).ToArray()));
    }

    [Fact]
    public void Grown_leaf_by_leaf_every_size_has_its_tiles()
    {
        var (oracle, tiles) = (Oracle.OfNumbers(), new MemoryTiles());
        for (var size = 1; size <= 600; size++)
        {
            tiles.Grow(oracle, size);
            Assert.All(TileId.AllAt(size), tile => Assert.Equal(oracle.Tile(tile, size), tiles.Read(tile).ToArray()));
        }
    }

    [Fact]
    public void Completed_tiles_have_8192_bytes()
    {
        var builder = new TileBuilder(0, _ => throw new InvalidOperationException("An empty tree has no open tile."));
        for (var i = 0; i < 300; i++)
        {
            builder.Append(Hash.OfLeaf([]));
        }

        Assert.Equal(
            [(new TileId(0, 0), 8192), (new TileId(0, 1), 44 * 32), (new TileId(1, 0), 32)],
            builder.Changed.Select(tile => (tile.Id, tile.Hashes.Length)));
    }

    [Fact]
    public void Open_tiles_are_read_once_and_only_when_a_hash_arrives()
    {
        var levels = new List<int>();
        var builder = new TileBuilder(65_536 + 256 + 254, level =>
        {
            levels.Add(level);
            return new byte[8192]; // More than the open width is fine.
        });
        Assert.Empty(builder.Changed);
        builder.Append(default);
        Assert.Equal([0], levels);
        builder.Append(default);
        builder.Append(default);
        Assert.Equal([0, 1], levels);
        Assert.Equal([(0, 257L), (0, 258L), (1, 1L)], builder.Changed.Select(tile => (tile.Id.Level, tile.Id.Index)));
    }

    [Fact]
    public void What_was_handed_out_does_not_change_when_more_is_appended()
    {
        var builder = new TileBuilder(0, _ => default);
        builder.Append(Hash.OfLeaf([1]));
        var earlier = builder.Changed.Single().Hashes;
        for (var i = 0; i < 300; i++)
        {
            builder.Append(Hash.OfLeaf([2]));
        }

        Assert.Equal(Hash.OfLeaf([1]).ToArray(), earlier.ToArray());
    }

    [Fact]
    public void An_open_tile_that_is_too_short_is_refused_and_nothing_appended()
    {
        var builder = new TileBuilder(300, _ => new byte[43 * 32]);
        var refusal = Assert.Throws<InvalidDataException>(() => builder.Append(default));
        Assert.Equal("The open tile of level 0 has 1408 bytes in a tree of 300 entries, the one given has 1376.", refusal.Message);
        Assert.Equal(300, builder.Size);
    }
}
