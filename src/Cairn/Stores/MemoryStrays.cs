using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>Finds the rows in memory that belong to no entry of their log.</summary>
internal static class MemoryStrays
{
    public const int Limit = 1000;

    public static IReadOnlyList<StoreFlaw> Of(MemoryLog log)
    {
        var size = log.Head.Size;
        var strays = Beyond("entries", log.Entries.Keys, size)
            .Concat(Beyond("manifests", log.Manifests.Keys, size))
            .Concat(Beyond("directory", log.Directory.Values.Select(r => r.FirstIndex), size))
            .Concat(Beyond("aliases", log.Aliases.Values.Select(r => r.FirstIndex), size))
            .Concat(Beyond("addresses", log.StrayAddresses, size))
            .Concat(log.StrayAddresses.Where(i => IsWithin(i, size)).Select(i => new StoreFlaw("addresses", i, StrayWords.AtNoEntry)))
            .Concat(log.Manifests.Keys.Where(i => IsWithin(i, size) && !log.Entries.ContainsKey(i))
                .Select(i => new StoreFlaw("manifests", i, StrayWords.AtNoEntry)))
            .Concat(log.Tiles.Keys.Where(t => t.WidthAt(size) == 0).Select(t => new StoreFlaw("tiles", t.Index, StrayWords.OfNoTile(t))));
        return [.. strays.Take(Limit)];
    }

    private static IEnumerable<StoreFlaw> Beyond(string table, IEnumerable<long> indexes, long size) =>
        indexes.Where(i => !IsWithin(i, size)).Select(i => new StoreFlaw(table, i, StrayWords.Beyond));

    private static bool IsWithin(long index, long size) => index >= 0 && index < size;
}

/// <summary>What is said of stray rows, by every driver alike.</summary>
internal static class StrayWords
{
    public const string Beyond = "lies beyond the end of the log";
    public const string AtNoEntry = "has an index without an entry";

    public static string OfNoTile(TileId tile) => $"level {tile.Level} has no such tile in a tree of this size";
}
