using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Reads and moves a log's head.</summary>
internal static class HeadRow
{
    private const string Select =
        "SELECT l.key, h.size, h.edge, h.stored_at, h.people, h.newest FROM logs l LEFT JOIN heads h ON h.log = l.key WHERE l.key = ?";

    private const string Update = "UPDATE heads SET size = ?, edge = ?, stored_at = ?, newest = ? WHERE log = ?";

    /// <summary>A head whose row is gone has a size that none has.</summary>
    public static StoredHead Read(SqliteDatabase database, LogIdentity log) => Read(database, log, out _);

    /// <param name="database">The connection.</param>
    /// <param name="log">The log.</param>
    /// <param name="newest">
    /// The newest event id of version 7 that did not lie ahead of the clock when it came; none before the first.
    /// </param>
    public static StoredHead Read(SqliteDatabase database, LogIdentity log, out byte[] newest)
    {
        using var row = database.Prepare(Select).Bind(1, log.Key);
        if (!row.Read())
        {
            throw new CairnStoreException($"The log {log.LogId} is no longer in its store: restore a backup.") { NeedsMending = true };
        }

        newest = row.Blob(5);
        return new(row.Integer(1), row.Blob(2), row.Integer(3)) { People = row.Integer(4) };
    }

    public static void Make(SqliteDatabase database, LogIdentity log) =>
        database.Prepare("INSERT INTO heads (log, size, edge, stored_at, people) VALUES (?, 0, x'', 0, 0)").Bind(1, log.Key).Run();

    public static void Write(SqliteDatabase database, LogIdentity log, StoredHead head, ReadOnlySpan<byte> newest)
    {
        var update = database.Prepare(Update).Bind(1, head.Size).Bind(2, head.Edge.Span).Bind(3, head.StoredAt).Bind(5, log.Key);
        (newest.IsEmpty ? update.Bind(4, (string?)null) : update.Bind(4, newest)).Run();
    }

    /// <summary>Says that persons left: names that were looked up before may be gone.</summary>
    public static void PeopleLeft(SqliteDatabase database, LogIdentity log) =>
        database.Prepare("UPDATE heads SET people = people + 1 WHERE log = ?").Bind(1, log.Key).Run();
}
