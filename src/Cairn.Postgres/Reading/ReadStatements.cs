namespace Cairn.Postgres;

/// <summary>
/// How what recording reads is read: a writer has no right on a table and asks functions; everybody else reads the tables, as far as the policies let them.
/// </summary>
internal sealed record ReadStatements(string Logs, string Head, string Tiles, string Checkpoint, string Event, string Subjects)
{
    public static ReadStatements ByFunction { get; } = new(
        "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.list_logs()",
        "SELECT size, edge, stored_at FROM cairn.read_head($1)",
        "SELECT level, idx, hashes FROM cairn.read_tiles($1, $2, $3)",
        "SELECT cairn.read_checkpoint($1)",
        "SELECT cairn.find_event($1, $2)",
        "SELECT first_idx, identifier, subject, key_id FROM cairn.find_subjects($1, $2)");

    /// <summary>Readers are not shown the secret.</summary>
    public static ReadStatements ByTable(bool withSecret) => new(
        $"SELECT key, tenant, generation, log_id, origin, {(withSecret ? "secret" : "''::bytea")} FROM cairn.logs ORDER BY tenant, generation",
        "SELECT size, edge, stored_at FROM cairn.logs WHERE key = $1",
        """
        SELECT u.level, u.idx, t.hashes FROM unnest($2, $3) AS u(level, idx)
        CROSS JOIN LATERAL (SELECT x.hashes FROM cairn.tiles x WHERE x.log = $1 AND x.level = u.level AND x.idx = u.idx LIMIT 1) t
        """,
        "SELECT note FROM cairn.checkpoints WHERE log = $1",
        "SELECT idx FROM cairn.replays WHERE log = $1 AND event_id = $2",
        "SELECT first_idx, identifier, subject, key_id FROM cairn.directory WHERE log = $1 AND identifier = ANY ($2)");
}
