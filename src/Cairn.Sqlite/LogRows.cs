using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Lists and makes logs.</summary>
internal static class LogRows
{
    private const string Columns = "SELECT key, tenant, generation, log_id, origin, secret FROM logs";

    public static IReadOnlyList<LogIdentity> List(SqliteDatabase database)
    {
        var keys = KeyRows.All(database);
        using var rows = database.Prepare($"{Columns} ORDER BY tenant, generation");
        var logs = new List<LogIdentity>();
        while (rows.Read())
        {
            logs.Add(Row(rows, keys));
        }

        return logs;
    }

    /// <summary>Every log with its size and checkpoint, in one transaction and so at one moment.</summary>
    public static IReadOnlyList<LogProgress> Progress(SqliteDatabase database)
    {
        var keys = KeyRows.All(database);
        using var rows = database.Prepare("""
            SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret, h.size, c.note
            FROM logs l LEFT JOIN heads h ON h.log = l.key LEFT JOIN checkpoints c ON c.log = l.key ORDER BY l.tenant, l.generation
            """);
        var states = new List<LogProgress>();
        while (rows.Read())
        {
            states.Add(new(Row(rows, keys), rows.Integer(6), rows.Text(7)));
        }

        return states;
    }

    /// <summary>The newest log of a tenant.</summary>
    public static LogIdentity? Newest(SqliteDatabase database, string tenant)
    {
        using var row = database.Prepare($"{Columns} WHERE tenant = ? ORDER BY generation DESC LIMIT 1").Bind(1, tenant);
        return One(database, row);
    }

    /// <summary>The log of an id.</summary>
    public static LogIdentity? OfId(SqliteDatabase database, string logId)
    {
        using var row = database.Prepare($"{Columns} WHERE log_id = ?").Bind(1, logId);
        return One(database, row);
    }

    /// <summary>
    /// Stores the log, its keys and its head unless its tenant and generation are there; in both cases returns what is stored.
    /// </summary>
    public static LogIdentity Create(SqliteDatabase database, LogIdentity log)
    {
        if (Find(database, log) is { } known)
        {
            return known;
        }

        database.Prepare("INSERT INTO logs (tenant, generation, log_id, origin, secret) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, log.Tenant).Bind(2, log.Generation).Bind(3, log.LogId).Bind(4, log.Origin).Bind(5, log.Secret).Run();
        var key = database.Integer("SELECT last_insert_rowid()");
        HeadRow.Make(database, log with { Key = key });
        KeyRows.Add(database, key, log.Keys);
        return Find(database, log)!; // Just made.
    }

    private static LogIdentity? Find(SqliteDatabase database, LogIdentity log)
    {
        using var row = database.Prepare($"{Columns} WHERE tenant = ? AND generation = ?").Bind(1, log.Tenant).Bind(2, log.Generation);
        return One(database, row);
    }

    private static LogIdentity? One(SqliteDatabase database, SqliteStatement row) =>
        row.Read() ? Row(row, KeyRows.Of(database, row.Integer(0))) : null;

    private static LogIdentity Row(SqliteStatement row, ILookup<long, LogKey> keys) =>
        new(
            row.Text(1) ?? "",
            row.Integer(2) is >= 0 and <= int.MaxValue and var generation ? (int)generation : -1,
            row.Text(3) ?? "",
            row.Text(4) ?? "")
        {
            Key = row.Integer(0),
            Secret = row.Blob(5),
            Keys = new([.. keys[row.Integer(0)]]),
        };
}
