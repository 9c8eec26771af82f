namespace Cairn.Sqlite;

/// <summary>Reads and moves the head in a log's row.</summary>
internal static class HeadRow
{
    private const string Select = "SELECT size, edge, stored_at FROM logs WHERE key = ?";
    private const string Update = "UPDATE logs SET size = ?, edge = ?, stored_at = ? WHERE key = ?";

    public static StoredHead Read(SqliteDatabase database, LogIdentity log)
    {
        using var row = database.Prepare(Select).Bind(1, log.Key);
        return row.Read()
            ? new(row.Integer(0), row.Blob(1), row.Integer(2))
            : throw new CairnStoreException($"The log {log.LogId} is no longer in its store: restore a backup.") { NeedsMending = true };
    }

    public static void Write(SqliteDatabase database, LogIdentity log, StoredHead head) =>
        database.Prepare(Update).Bind(1, head.Size).Bind(2, head.Edge.Span).Bind(3, head.StoredAt).Bind(4, log.Key).Run();
}
