using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Reads tiles.</summary>
internal static class TileRows
{
    private const string Select = "SELECT hashes FROM tiles WHERE log = ? AND level = ? AND idx = ?";

    public static ReadOnlyMemory<byte>? Read(SqliteDatabase database, long log, TileId tile)
    {
        using var row = database.Prepare(Select).Bind(1, log).Bind(2, tile.Level).Bind(3, tile.Index);
        return row.Read() ? (ReadOnlyMemory<byte>?)row.Blob(0) : null;
    }

    public static IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> Read(
        SqliteDatabase database,
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles)
    {
        var found = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        foreach (var tile in tiles)
        {
            if (Read(database, log.Key, tile) is { } hashes)
            {
                found[tile] = hashes;
            }
        }

        return found;
    }
}
