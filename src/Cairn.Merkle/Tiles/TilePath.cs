using System.Globalization;

namespace Cairn.Merkle;

/// <summary>Paths of C2SP tlog-tiles: <c>tile/L/N[.p/W]</c> and <c>tile/entries/N[.p/W]</c>.</summary>
internal static class TilePath
{
    private const string Prefix = "tile/";
    private const string Entries = "tile/entries/";
    private const string Partial = ".p/";
    private const int HighestLevel = 63;

    public static string Format(TileId tile, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile.Level, nameof(tile));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tile.Level, HighestLevel, nameof(tile));
        return $"{Prefix}{CanonicalDecimal.Format(tile.Level)}/{Place(tile.Index, width)}";
    }

    public static string FormatEntries(long index, int width) => Entries + Place(index, width);

    public static bool TryParse(string path, out TileId tile, out int width)
    {
        (tile, width) = (default, 0);
        var parts = path?.Split('/', 3) ?? [];
        if (parts.Length != 3 || !CanonicalDecimal.TryParse(parts[1], out var level) || level > HighestLevel
            || !TryParsePlace(parts[2], out var index, out width))
        {
            return false;
        }

        tile = new TileId((int)level, index);
        return Format(tile, width) == path;
    }

    public static bool TryParseEntries(string path, out long index, out int width)
    {
        (index, width) = (0, 0);
        return path is not null && path.StartsWith(Entries, StringComparison.Ordinal)
            && TryParsePlace(path[Entries.Length..], out index, out width) && FormatEntries(index, width) == path;
    }

    // The index in groups of three digits, all but the last marked by an x: no folder grows past a thousand files, and no
    // folder has the name of a file. Index 1234067 is x001/x234/067.
    private static string Place(long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TileId.FullWidth);
        var place = Group(index);
        for (var rest = index / 1000; rest > 0; rest /= 1000)
        {
            place = $"x{Group(rest)}/{place}";
        }

        return width == TileId.FullWidth ? place : $"{place}{Partial}{CanonicalDecimal.Format(width)}";
    }

    private static string Group(long index) => (index % 1000).ToString("D3", CultureInfo.InvariantCulture);

    // Lenient by itself: the callers write the result again and compare, so that only one spelling passes.
    private static bool TryParsePlace(string place, out long index, out int width)
    {
        var partial = place.IndexOf(Partial, StringComparison.Ordinal);
        var groups = partial < 0 ? place : place[..partial];
        var digits = groups.Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal);
        var number = partial < 0 ? CanonicalDecimal.Format(TileId.FullWidth) : place[(partial + Partial.Length)..];
        width = 0;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && width is > 0 and <= TileId.FullWidth;
    }
}
