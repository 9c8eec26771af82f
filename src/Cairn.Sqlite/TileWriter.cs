using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Reads the open tiles of a log and writes those that grew.</summary>
internal sealed class TileWriter(SqliteDatabase database)
{
    private readonly SqliteStatement insert = database.Prepare("INSERT INTO tiles (log, level, idx, hashes) VALUES (?1, ?2, ?3, ?4)");

    // Not an upsert: a tile's trigger refuses to insert where one is.
    private readonly SqliteStatement update = database.Prepare("UPDATE tiles SET hashes = ?4 WHERE log = ?1 AND level = ?2 AND idx = ?3");

    /// <summary>The hashes of the open tile of a level; none when it is not stored.</summary>
    public ReadOnlyMemory<byte> Open(long log, long size, int level) =>
        TileRows.Read(database, log, new(level, size >> (TileId.Height * (level + 1)))) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Writes each tile once: a new row, or its row with more bytes.</summary>
    public void Write(long log, TileBuilder tiles)
    {
        foreach (var (tile, hashes) in tiles.Changed)
        {
            Run(update, log, tile, hashes.Span);
            if (database.Changes == 0)
            {
                Run(insert, log, tile, hashes.Span);
            }
        }
    }

    private static void Run(SqliteStatement statement, long log, TileId tile, ReadOnlySpan<byte> hashes) =>
        statement.Bind(1, log).Bind(2, tile.Level).Bind(3, tile.Index).Bind(4, hashes).Run();
}
