using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Reads the open tiles of a log and writes those that grew.</summary>
internal sealed class TileWriter(SqliteDatabase database)
{
    private readonly SqliteStatement upsert = database.Prepare("""
        INSERT INTO tiles (log, level, idx, hashes) VALUES (?, ?, ?, ?) ON CONFLICT (log, level, idx) DO UPDATE SET hashes = excluded.hashes
        """);

    /// <summary>The hashes of the open tile of a level; none when it is not stored.</summary>
    public ReadOnlyMemory<byte> Open(long log, long size, int level) =>
        TileRows.Read(database, log, new(level, size >> (TileId.Height * (level + 1)))) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Writes each tile once: a new row, or its row with more bytes.</summary>
    public void Write(long log, TileBuilder tiles)
    {
        foreach (var (tile, hashes) in tiles.Changed)
        {
            upsert.Bind(1, log).Bind(2, tile.Level).Bind(3, tile.Index).Bind(4, hashes.Span).Run();
        }
    }
}
