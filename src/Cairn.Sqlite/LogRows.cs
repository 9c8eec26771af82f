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
            logs.Add(new(rows.Text(1) ?? "", rows.Integer(2) is >= 0 and <= int.MaxValue and var generation ? (int)generation : -1, rows.Text(3) ?? "", rows.Text(4) ?? "")
            {
                Key = rows.Integer(0),
                Secret = rows.Blob(5),
            });
        }

        return logs;
    }
}
