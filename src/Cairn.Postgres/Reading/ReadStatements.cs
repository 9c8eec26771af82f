using Cairn.Stores;

namespace Cairn.Postgres;

/// <summary>
/// How what recording reads is read: a writer has no right on a table and asks functions; everybody else reads the tables, as far as the
/// policies let them. Heads, tiles, checkpoints, subjects and aliases begin with the log's key. Log takes a tenant or a log id. Without
/// keys: this login reads none.
/// </summary>
internal sealed record ReadStatements(
    string Logs, string? Keys, string Log, string? KeysOfLog, string Heads, string Tiles, string Checkpoints, string VerifierKeys,
    string Progress, string Event, string Subjects, string Aliases)
{
    /// <summary>The log itself where the policies show a reader all of its entries, else nothing.</summary>
    public const string Whole = "SELECT log FROM cairn.readable() WHERE log = $1 AND actor_id IS NULL";

    public static ReadStatements ByFunction { get; } = new(
        "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.list_logs()",
        "SELECT log, id, purpose, key FROM cairn.list_keys()",
        "SELECT key, tenant, generation, log_id, origin, secret FROM cairn.find_log($1, $2)",
        "SELECT log, id, purpose, key FROM cairn.read_keys($1)",
        "SELECT log, size, edge, stored_at, people FROM cairn.read_heads($1)",
        "SELECT log, level, idx, at, hashes FROM cairn.read_tiles($1, $2, $3)",
        "SELECT log, note FROM cairn.read_checkpoints($1)",
        "SELECT from_size, vkey FROM cairn.read_vkeys($1)",
        "SELECT key, tenant, generation, log_id, origin, secret, size, note FROM cairn.read_progress()",
        "SELECT cairn.find_event($1, $2)",
        "SELECT log, people, first_idx, identifier, subject, key_id FROM cairn.find_subjects($1, $2)",
        "SELECT log, first_idx, identifier, subject, key_id FROM cairn.find_aliases($1, $2)");

    /// <summary>Readers are shown neither the secret nor keys.</summary>
    public static ReadStatements ByTable(bool withSecret) => new(
        $"SELECT key, tenant, generation, log_id, origin, {(withSecret ? "secret" : "''::bytea")} FROM cairn.logs "
        + "ORDER BY tenant, generation",
        withSecret ? "SELECT log, id, purpose, key FROM cairn.keys ORDER BY log, id" : null,
        $"""
        SELECT key, tenant, generation, log_id, origin, {(withSecret ? "secret" : "''::bytea")} FROM cairn.logs
        WHERE tenant = $1 OR log_id = $2 ORDER BY generation DESC LIMIT 1
        """,
        withSecret ? "SELECT log, id, purpose, key FROM cairn.keys WHERE log = $1 ORDER BY id" : null,
        "SELECT l.key, h.size, h.edge, h.stored_at, h.people FROM cairn.logs l LEFT JOIN cairn.heads h "
        + "ON h.log = l.key WHERE l.key = ANY ($1)",
        """
        SELECT u.log, u.level, u.idx, t.at, t.hashes FROM unnest($1, $2, $3) AS u(log, level, idx)
        CROSS JOIN LATERAL (SELECT x.at, x.hashes FROM cairn.tiles x WHERE x.log = u.log AND x.level = u.level AND x.idx = u.idx OFFSET 0) t
        """,
        "SELECT log, note FROM cairn.checkpoints WHERE log = ANY ($1)",
        "SELECT from_size, vkey FROM cairn.vkeys WHERE log = $1 ORDER BY from_size",
        $"""
        SELECT l.key, l.tenant, l.generation, l.log_id, l.origin, {(withSecret ? "l.secret" : "''::bytea")}, h.size, c.note
        FROM cairn.logs l LEFT JOIN cairn.heads h ON h.log = l.key LEFT JOIN cairn.checkpoints c ON c.log = l.key ORDER BY l.tenant, l.generation
        """,
        "SELECT idx FROM cairn.replays WHERE log = $1 AND event_id = $2",
        """
        SELECT h.log, h.people, NULL::bigint, NULL::bytea, NULL::text, NULL::bigint FROM cairn.heads h WHERE h.log = ANY ($1)
        UNION ALL SELECT u.log, NULL, d.first_idx, u.identifier, d.subject, d.key_id FROM unnest($1, $2) AS u(log, identifier)
        CROSS JOIN LATERAL (SELECT k.first_idx, k.subject, k.key_id FROM cairn.directory k WHERE k.log = u.log AND k.identifier = u.identifier LIMIT 1) d
        """,
        """
        SELECT u.log, d.first_idx, u.identifier, d.subject, d.key_id FROM unnest($1, $2) AS u(log, identifier)
        CROSS JOIN LATERAL (SELECT k.first_idx, k.subject, k.key_id FROM cairn.aliases k WHERE k.log = u.log AND k.identifier = u.identifier OFFSET 0) d
        """);
}
