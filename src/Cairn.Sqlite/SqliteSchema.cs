namespace Cairn.Sqlite;

/// <summary>Schema 1: every table, index and trigger by name, in the very text SQLite keeps of it.</summary>
internal static class SqliteSchema
{
    public const int Version = 1;

    /// <summary>"CARN" in ASCII: tells a log from any other SQLite file.</summary>
    public const int ApplicationId = 0x4341524E;

    /// <summary>Each begins with the log's key: everything of one log lies together.</summary>
    public static readonly SchemaObject[] Tables =
    [
        new("table", "logs", """
            CREATE TABLE logs (
              key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, generation INTEGER NOT NULL, log_id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
              secret BLOB NOT NULL, size INTEGER NOT NULL, edge BLOB NOT NULL, stored_at INTEGER NOT NULL, UNIQUE (tenant, generation))
            """),
        new("table", "entries", """
            CREATE TABLE entries (
              log INTEGER, idx INTEGER, leaf BLOB NOT NULL, stored_at INTEGER NOT NULL, event_id BLOB NOT NULL, occurred_at INTEGER NOT NULL,
              action TEXT NOT NULL, category TEXT NOT NULL, actor_type TEXT NOT NULL, actor_id TEXT, outcome TEXT NOT NULL,
              PRIMARY KEY (log, idx)) WITHOUT ROWID
            """),
        new("table", "targets", """
            CREATE TABLE targets (
              log INTEGER, idx INTEGER, n INTEGER, type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (log, idx, n)) WITHOUT ROWID
            """),
        new("table", "disclosures", """
            CREATE TABLE disclosures (
              log INTEGER, idx INTEGER, name TEXT, subject TEXT NOT NULL, class TEXT NOT NULL, key_id INTEGER NOT NULL, body BLOB NOT NULL,
              PRIMARY KEY (log, idx, name, subject)) WITHOUT ROWID
            """),
        new("table", "replays", "CREATE TABLE replays (log INTEGER, idx INTEGER, digest BLOB, PRIMARY KEY (log, idx)) WITHOUT ROWID"),
        new("table", "manifests", "CREATE TABLE manifests (log INTEGER, idx INTEGER, body BLOB NOT NULL, PRIMARY KEY (log, idx)) WITHOUT ROWID"),
        new("table", "directory", """
            CREATE TABLE directory (
              log INTEGER, identifier BLOB, subject TEXT NOT NULL, key_id INTEGER NOT NULL, first_idx INTEGER NOT NULL,
              PRIMARY KEY (log, identifier)) WITHOUT ROWID
            """),
        new("table", "tiles", """
            CREATE TABLE tiles (log INTEGER, level INTEGER, idx INTEGER, hashes BLOB NOT NULL, PRIMARY KEY (log, level, idx)) WITHOUT ROWID
            """),
        new("table", "checkpoints", "CREATE TABLE checkpoints (log INTEGER PRIMARY KEY, note TEXT NOT NULL)"),
    ];

    /// <summary>What finds entries by their columns. Each costs every append something.</summary>
    public static readonly SchemaObject[] Indexes =
    [
        new("index", "entries_by_event", "CREATE UNIQUE INDEX entries_by_event ON entries (log, event_id)"),
        new("index", "entries_by_actor", "CREATE INDEX entries_by_actor ON entries (log, actor_id, idx)"),
        new("index", "entries_by_action", "CREATE INDEX entries_by_action ON entries (log, action, idx)"),
        new("index", "entries_by_time", "CREATE INDEX entries_by_time ON entries (log, occurred_at)"),
        new("index", "targets_by_id", "CREATE INDEX targets_by_id ON targets (log, id, type, idx)"),
        new("index", "directory_by_entry", "CREATE INDEX directory_by_entry ON directory (log, first_idx)"),
    ];

    /// <summary>What keeps accidents out. Whoever owns the file can drop them, and verify then says so.</summary>
    public static readonly SchemaObject[] Triggers =
    [
        Refuses("entries", "UPDATE"),
        Refuses("entries", "DELETE"),
        Refuses("targets", "UPDATE"),
        Refuses("targets", "DELETE"),
        Refuses("manifests", "UPDATE"),
        Refuses("manifests", "DELETE"),
        Refuses("disclosures", "UPDATE"),
        Refuses("directory", "UPDATE"),
        Refuses("checkpoints", "DELETE"),
        Refuses("tiles", "DELETE"),
        Refuses("logs", "DELETE"),
        Refuses("tiles", "UPDATE", unless: """
            NEW.log = OLD.log AND NEW.level = OLD.level AND NEW.idx = OLD.idx AND typeof(NEW.hashes) = 'blob'
              AND length(OLD.hashes) < 8192 AND length(NEW.hashes) BETWEEN length(OLD.hashes) + 1 AND 8192
              AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes
            """),
        Refuses("logs", "UPDATE", unless: """
            NEW.key = OLD.key AND NEW.tenant = OLD.tenant AND NEW.generation = OLD.generation AND NEW.log_id = OLD.log_id
              AND NEW.origin = OLD.origin AND NEW.secret = OLD.secret AND NEW.size >= OLD.size AND NEW.stored_at >= OLD.stored_at
            """),
        Refuses("replays", "UPDATE", unless: "NEW.log = OLD.log AND NEW.idx = OLD.idx AND NEW.digest IS NULL"),
        RefusesReplace("entries", "log = NEW.log AND idx = NEW.idx", "log = NEW.log AND event_id = NEW.event_id"),
        RefusesReplace("manifests", "log = NEW.log AND idx = NEW.idx"),
        RefusesReplace("tiles", "log = NEW.log AND level = NEW.level AND idx = NEW.idx"),
        RefusesReplace("logs", "key = NEW.key", "log_id = NEW.log_id", "tenant = NEW.tenant AND generation = NEW.generation"),
    ];

    /// <summary>Everything, in an order in which it can be made.</summary>
    public static IEnumerable<SchemaObject> Objects => Tables.Concat(Indexes).Concat(Triggers);

    // IS NOT TRUE: a condition that comes out NULL refuses too.
    private static SchemaObject Refuses(string table, string statement, string? unless = null) => new("trigger", $"{table}_refuses_{statement}", $"""
        CREATE TRIGGER {table}_refuses_{statement} BEFORE {statement} ON {table}{(unless is null ? "" : $"\nWHEN ({unless}) IS NOT TRUE")}
        BEGIN SELECT RAISE(ABORT, '{table} refuses this {statement}'); END
        """);

    // INSERT OR REPLACE deletes what is in its way without asking the triggers of DELETE. Targets go without this guard: it would be
    // asked for each of them, and they can be made again from their leaf. FAIL spares each INSERT OR FAIL a journal of its own.
    private static SchemaObject RefusesReplace(string table, params ReadOnlySpan<string> keys)
    {
        var exists = string.Join("\n  OR ", keys.ToArray().Select(key => $"EXISTS (SELECT 1 FROM {table} WHERE {key})"));
        return new("trigger", $"{table}_refuses_REPLACE", $"""
            CREATE TRIGGER {table}_refuses_REPLACE BEFORE INSERT ON {table}
            WHEN {exists}
            BEGIN SELECT RAISE(FAIL, '{table} refuses this REPLACE'); END
            """);
    }
}

/// <summary>A table, index or trigger.</summary>
/// <param name="Type">As in sqlite_master.</param>
/// <param name="Name">As in sqlite_master.</param>
/// <param name="Sql">As in sqlite_master.</param>
internal sealed record SchemaObject(string Type, string Name, string Sql);
