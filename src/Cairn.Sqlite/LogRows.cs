namespace Cairn.Sqlite;

/// <summary>Lists and makes logs.</summary>
internal static class LogRows
{
    private const string Columns = "SELECT key, tenant, generation, log_id, origin, secret FROM logs";

    public static IReadOnlyList<LogIdentity> List(SqliteDatabase database)
    {
        using var rows = database.Prepare($"{Columns} ORDER BY tenant, generation");
        return All(rows);
    }

    /// <summary>Every log with its size and checkpoint, in one statement and so at one moment.</summary>
    public static IReadOnlyList<LogProgress> Progress(SqliteDatabase database)
    {
        using var rows = database.Prepare("""
            SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, l.secret, l.size, c.note
            FROM logs l LEFT JOIN checkpoints c ON c.log = l.key ORDER BY l.tenant, l.generation
            """);
        var states = new List<LogProgress>();
        while (rows.Read())
        {
            states.Add(new(Row(rows), rows.Integer(6), rows.Text(7)));
        }

        return states;
    }

    /// <summary>Stores the log unless its tenant and generation are there; in both cases returns what is stored.</summary>
    public static LogIdentity Create(SqliteDatabase database, LogIdentity log)
    {
        database.Prepare("""
            INSERT INTO logs (tenant, generation, log_id, origin, secret, size, edge, stored_at)
            SELECT ?1, ?2, ?3, ?4, ?5, 0, x'', 0 WHERE NOT EXISTS (SELECT 1 FROM logs WHERE tenant = ?1 AND generation = ?2)
            """).Bind(1, log.Tenant).Bind(2, log.Generation).Bind(3, log.LogId).Bind(4, log.Origin).Bind(5, log.Secret).Run();
        using var row = database.Prepare($"{Columns} WHERE tenant = ? AND generation = ?").Bind(1, log.Tenant).Bind(2, log.Generation);
        return All(row)[0];
    }

    private static List<LogIdentity> All(SqliteStatement rows)
    {
        var logs = new List<LogIdentity>();
        while (rows.Read())
        {
            logs.Add(Row(rows));
        }

        return logs;
    }

    private static LogIdentity Row(SqliteStatement row) =>
        new(row.Text(1) ?? "", row.Integer(2) is >= 0 and <= int.MaxValue and var generation ? (int)generation : -1, row.Text(3) ?? "", row.Text(4) ?? "")
        {
            Key = row.Integer(0),
            Secret = row.Blob(5),
        };
}
