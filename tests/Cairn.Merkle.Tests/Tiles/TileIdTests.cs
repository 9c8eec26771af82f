namespace Cairn.Merkle.Tests;

public class TileIdTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 0, 1, "tile/0/000.p/1")]
    [InlineData(0, 999, 255, "tile/0/999.p/255")]
    [InlineData(0, 1000, 256, "tile/0/x001/000")]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(1, 1234067, 112, "tile/1/x001/x234/067.p/112")]
    [InlineData(63, 0, 256, "tile/63/000")]
    [InlineData(0, long.MaxValue, 256, "tile/0/x009/x223/x372/x036/x854/x775/807")]
    public void A_tile_has_the_path_of_the_specification(int level, long index, int width, string path)
    {
        Assert.Equal(path, new TileId(level, index).PathAt(width));
        Assert.True(TileId.TryParsePath(path, out var tile, out var read));
        Assert.Equal((new TileId(level, index), width), (tile, read));
    }

    [Fact]
    public void A_bundle_of_entries_has_the_path_of_the_specification()
    {
        Assert.Equal("tile/entries/x001/x234/067.p/112", TileId.EntriesPath(1234067, 112));
        Assert.True(TileId.TryParseEntriesPath("tile/entries/x001/x234/067.p/112", out var index, out var width));
        Assert.Equal((1234067, 112), (index, width));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x001/x000")]
    [InlineData("tile/0/1000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/-01")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/07")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/+7")]
    [InlineData("tile/0/000.p/7\0")]
    [InlineData("tile/0\0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/entries/000")]
    public void Another_spelling_of_a_path_is_refused(string? path) =>
        Assert.False(TileId.TryParsePath(path!, out _, out _)); // Null is one of the cases.

    [Theory]
    [InlineData("tile/entries/0")]
    [InlineData("tile/entries/")]
    [InlineData("tile/0/000")]
    [InlineData(null)]
    public void Another_spelling_of_a_bundles_path_is_refused(string? path) =>
        Assert.False(TileId.TryParseEntriesPath(path!, out _, out _)); // Null is one of the cases.

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 257)]
    [InlineData(0, -1, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(64, 0, 1)]
    public void What_is_no_tile_has_no_path(int level, long index, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileId(level, index).PathAt(width));

    [Fact]
    public void The_specifications_tree_of_70000_entries_has_its_tiles()
    {
        var tiles = TileId.AllAt(70_000).ToLookup(tile => tile.Level, tile => tile.WidthAt(70_000));
        Assert.Equal([.. Enumerable.Repeat(256, 273), 112], tiles[0]);
        Assert.Equal([256, 17], tiles[1]);
        Assert.Equal([1], tiles[2]);
        Assert.Equal(3, tiles.Count);
    }

    [Fact]
    public void A_full_tile_makes_one_hash_above() => Assert.Equal([new TileId(0, 0), new TileId(1, 0)], TileId.AllAt(256));

    [Fact]
    public void The_largest_tree_has_widths_at_every_level()
    {
        Assert.Equal(255, new TileId(0, long.MaxValue >> 8).WidthAt(long.MaxValue));
        Assert.Equal(127, new TileId(7, 0).WidthAt(long.MaxValue));
        Assert.Equal(0, new TileId(8, 0).WidthAt(long.MaxValue));
        Assert.Equal(0, new TileId(0, long.MaxValue).WidthAt(long.MaxValue));
        Assert.Equal(8, TileId.NewBetween(long.MaxValue - 1, long.MaxValue).Count() + 7);
    }

    [Fact]
    public void What_is_no_tile_holds_nothing() =>
        Assert.Equal((0, 0, 0), (new TileId(-1, 0).WidthAt(9), new TileId(0, -1).WidthAt(9), new TileId(0, 1).WidthAt(9)));

    [Fact]
    public void New_tiles_are_those_whose_width_changes()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var newSize = random.Next(200_000);
            var oldSize = i % 2 == 0 ? random.Next(newSize + 1) : Math.Max(0, newSize - random.Next(600));
            var changed = TileId.AllAt(newSize).Where(tile => tile.WidthAt(oldSize) != tile.WidthAt(newSize));
            Assert.Equal(changed, TileId.NewBetween(oldSize, newSize));
        }
    }

    [Fact]
    public void Every_hash_of_a_tree_is_in_some_tile()
    {
        for (var size = 0; size < 1000; size++)
        {
            Assert.All(TileId.AllAt(size), tile => Assert.InRange(tile.WidthAt(size), 1, 256));
            Assert.Equal(size, TileId.AllAt(size).Where(tile => tile.Level == 0).Sum(tile => tile.WidthAt(size)));
            Assert.Equal(size / 256, TileId.AllAt(size).Where(tile => tile.Level == 1).Sum(tile => tile.WidthAt(size)));
        }
    }

    [Fact]
    public void A_full_tiles_hash_is_that_of_its_leaves()
    {
        var oracle = Oracle.OfNumbers();
        Assert.Equal(oracle.Root(256, 512), TileId.RootOf(oracle.Tile(new TileId(0, 1), 600)));
        Assert.Equal(oracle.Leaf(3), TileId.RootOf(oracle.Leaf(3).ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 * 32)]
    [InlineData(33)]
    [InlineData(512 * 32)]
    public void What_is_not_a_perfect_subtree_has_no_hash(int length) =>
        Assert.Throws<ArgumentException>(() => TileId.RootOf(new byte[length]));
}
