using System.Runtime.InteropServices;

namespace Cairn.Merkle;

/// <summary>
/// Which tile of height 8 (C2SP tlog-tiles): at level 0 tiles hold leaf hashes, at each level above one hash for each full tile below.
/// </summary>
/// <param name="Level">From 0 for leaf hashes.</param>
/// <param name="Index">The tile's place in its level, from 0.</param>
public readonly record struct TileId(int Level, long Index)
{
    /// <summary>How many levels of the tree one tile spans.</summary>
    public const int Height = 8;

    /// <summary>How many hashes a full tile holds: 256, 8192 bytes.</summary>
    public const int FullWidth = 256;

    /// <summary>How many hashes this tile holds in a tree of <paramref name="treeSize"/> entries: 0 to 256.</summary>
    public int WidthAt(long treeSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(treeSize);
        var hashes = HashesAt(Level, treeSize);
        return (hashes / FullWidth).CompareTo(Index) switch
        {
            > 0 => Index < 0 ? 0 : FullWidth,
            0 => (int)(hashes % FullWidth),
            < 0 => 0,
        };
    }

    /// <summary>The path of this tile at a width, as in <c>tile/0/x001/x234/067.p/112</c>; a full tile has no <c>.p</c> part.</summary>
    /// <param name="width">How many hashes are in the tile: 1 to 256.</param>
    public string PathAt(int width) => TilePath.Format(this, width);

    /// <summary>The path of the bundle of entries under a tile of level 0, as in <c>tile/entries/x001/x234/067.p/112</c>.</summary>
    /// <param name="index">The bundle's place, from 0.</param>
    /// <param name="width">How many entries are in the bundle: 1 to 256.</param>
    public static string EntriesPath(long index, int width) => TilePath.FormatEntries(index, width);

    /// <summary>Reads what <see cref="PathAt"/> writes, and nothing else.</summary>
    public static bool TryParsePath(string path, out TileId tile, out int width) => TilePath.TryParse(path, out tile, out width);

    /// <summary>Reads what <see cref="EntriesPath"/> writes, and nothing else.</summary>
    public static bool TryParseEntriesPath(string path, out long index, out int width) =>
        TilePath.TryParseEntries(path, out index, out width);

    /// <summary>Every tile that holds a hash in a tree of <paramref name="treeSize"/> entries, partial ones too, level by level.</summary>
    public static IEnumerable<TileId> AllAt(long treeSize) => NewBetween(0, treeSize);

    /// <summary>
    /// The tiles that appear or grow from <paramref name="oldSize"/> to <paramref name="newSize"/> entries, level by level.
    /// </summary>
    public static IEnumerable<TileId> NewBetween(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(newSize, oldSize);
        return Grown(oldSize, newSize);
    }

    /// <summary>The hash of the subtree over a tile's hashes. That of a full tile is one hash of the level above.</summary>
    /// <param name="hashes">1, 2, 4, … or 256 hashes of 32 bytes, one after the other.</param>
    /// <exception cref="ArgumentException">The number of hashes is another, or the last is cut short.</exception>
    public static Hash RootOf(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / Hash.Size;
        if (hashes.Length % Hash.Size != 0 || count is < 1 or > FullWidth || !int.IsPow2(count))
        {
            throw new ArgumentException(
                $"A perfect subtree in a tile has 1, 2, 4, … or 256 hashes of 32 bytes, not {hashes.Length} bytes.", nameof(hashes));
        }

        Span<Hash> row = stackalloc Hash[FullWidth];
        MemoryMarshal.Cast<byte, Hash>(hashes).CopyTo(row);
        for (; count > 1; count /= 2)
        {
            Pair(row[..count]);
        }

        return row[0];
    }

    internal static long HashesAt(int level, long treeSize) => level is < 0 or >= 64 / Height ? 0 : treeSize >> (Height * level);

    private static void Pair(Span<Hash> row)
    {
        for (var i = 0; i < row.Length / 2; i++)
        {
            row[i] = Hash.OfNode(row[2 * i], row[(2 * i) + 1]);
        }
    }

    private static IEnumerable<TileId> Grown(long oldSize, long newSize)
    {
        for (var level = 0; HashesAt(level, newSize) > 0; level++)
        {
            var (start, end) = (HashesAt(level, oldSize), HashesAt(level, newSize));
            var last = start == end ? -1 : (end - 1) / FullWidth;
            for (var index = start / FullWidth; index <= last; index++)
            {
                yield return new TileId(level, index);
            }
        }
    }
}
