namespace Cairn.Sqlite;

/// <summary>The schema: every table, index and trigger by name, in the very text SQLite keeps of it.</summary>
internal static class SqliteSchema
{
    /// <summary>Raised whenever a file of the version before can no longer be used.</summary>
    public const int Version = 3;

    /// <summary>"CARN" in ASCII: tells a log from any other SQLite file.</summary>
    public const int ApplicationId = 0x4341524E;

    /// <summary>
    /// The SQL function that says what may go now. Only Cairn's connections have it: in any other program a statement that needs it fails.
    /// </summary>
    public const string MayGo = "cairn_may_go";

    /// <summary>Each begins with the log's key, but for the settings of the whole file: everything of one log lies together.</summary>
    public static readonly SchemaObject[] Tables =
    [
        new("table", "logs", """
            CREATE TABLE logs (
              key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, generation INTEGER NOT NULL, log_id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
              secret BLOB NOT NULL, UNIQUE (tenant, generation))
            """),
        new("table", "heads", """
            CREATE TABLE heads (
              log INTEGER PRIMARY KEY, size INTEGER NOT NULL, edge BLOB NOT NULL, stored_at INTEGER NOT NULL, people INTEGER NOT NULL, newest BLOB)
            """),
        new(
            "table",
            "keys",
            "CREATE TABLE keys (log INTEGER, id INTEGER, purpose TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (log, id)) WITHOUT ROWID"),
        new(
            "table",
            "vkeys",
            "CREATE TABLE vkeys (log INTEGER, from_size INTEGER, vkey TEXT NOT NULL, PRIMARY KEY (log, from_size)) WITHOUT ROWID"),
        new("table", "holds", """
            CREATE TABLE holds (log INTEGER, hold TEXT, from_idx INTEGER, to_idx INTEGER, PRIMARY KEY (log, hold, from_idx, to_idx)) WITHOUT ROWID
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
              log INTEGER, idx INTEGER, name TEXT, subject TEXT NOT NULL, class TEXT NOT NULL, key_id INTEGER NOT NULL, digest TEXT, body BLOB NOT NULL,
              PRIMARY KEY (log, idx, name, subject)) WITHOUT ROWID
            """),
        new("table", "replays", """
            CREATE TABLE replays (log INTEGER, idx INTEGER, key_id INTEGER NOT NULL, digest BLOB, PRIMARY KEY (log, idx)) WITHOUT ROWID
            """),
        new("table", "addresses", """
            CREATE TABLE addresses (
              log INTEGER, network INTEGER, idx INTEGER, key_id INTEGER NOT NULL, PRIMARY KEY (log, network, idx)) WITHOUT ROWID
            """),
        new("table", "manifests", """
            CREATE TABLE manifests (log INTEGER, idx INTEGER, kind TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (log, idx)) WITHOUT ROWID
            """),
        new("table", "directory", """
            CREATE TABLE directory (
              log INTEGER, identifier BLOB, subject TEXT NOT NULL, key_id INTEGER NOT NULL, first_idx INTEGER NOT NULL,
              PRIMARY KEY (log, identifier)) WITHOUT ROWID
            """),
        new("table", "aliases", """
            CREATE TABLE aliases (
              log INTEGER, identifier BLOB, subject TEXT, key_id INTEGER NOT NULL, first_idx INTEGER NOT NULL,
              PRIMARY KEY (log, identifier, subject)) WITHOUT ROWID
            """),
        new("table", "tiles", """
            CREATE TABLE tiles (log INTEGER, level INTEGER, idx INTEGER, hashes BLOB NOT NULL, PRIMARY KEY (log, level, idx)) WITHOUT ROWID
            """),
        new("table", "checkpoints", "CREATE TABLE checkpoints (log INTEGER PRIMARY KEY, note TEXT NOT NULL)"),
        new("table", "settings", "CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"),
    ];

    /// <summary>What finds rows by their columns. Each costs every append something.</summary>
    public static readonly SchemaObject[] Indexes =
    [
        new("index", "entries_by_event", "CREATE UNIQUE INDEX entries_by_event ON entries (log, event_id)"),
        new("index", "entries_by_actor", "CREATE INDEX entries_by_actor ON entries (log, actor_id, idx)"),
        new("index", "entries_by_action", "CREATE INDEX entries_by_action ON entries (log, action, idx)"),
        new("index", "entries_by_category", "CREATE INDEX entries_by_category ON entries (log, category, idx)"),
        new("index", "entries_by_outcome", "CREATE INDEX entries_by_outcome ON entries (log, outcome, idx)"),
        new("index", "entries_by_time", "CREATE INDEX entries_by_time ON entries (log, occurred_at)"),
        new("index", "targets_by_id", "CREATE INDEX targets_by_id ON targets (log, id, type, idx)"),
        new("index", "addresses_by_entry", "CREATE INDEX addresses_by_entry ON addresses (log, idx, key_id)"),
        new("index", "manifests_by_kind", "CREATE INDEX manifests_by_kind ON manifests (log, kind, idx)"),
        new("index", "directory_by_entry", "CREATE INDEX directory_by_entry ON directory (log, first_idx)"),
        new("index", "directory_by_subject", "CREATE INDEX directory_by_subject ON directory (log, subject)"),
        new("index", "aliases_by_entry", "CREATE INDEX aliases_by_entry ON aliases (log, first_idx)"),
        new("index", "aliases_by_subject", "CREATE INDEX aliases_by_subject ON aliases (log, subject)"),
    ];

    /// <summary>What keeps accidents out. Whoever owns the file can drop them, and verify then says so.</summary>
    public static readonly SchemaObject[] Triggers =
    [
        Refuses("logs", "UPDATE"),
        Refuses("logs", "DELETE"),
        Refuses("heads", "DELETE"),
        Refuses("keys", "UPDATE"),
        Refuses("keys", "DELETE"),
        Refuses("vkeys", "UPDATE"),
        Refuses("vkeys", "DELETE"),
        Refuses("holds", "UPDATE"),
        Refuses("entries", "UPDATE"),
        Refuses("targets", "UPDATE"),
        Refuses("disclosures", "UPDATE"),
        Refuses("addresses", "UPDATE"),
        Refuses("manifests", "UPDATE"),
        Refuses("manifests", "DELETE"),
        Refuses("directory", "UPDATE"),
        Refuses("aliases", "UPDATE"),
        Refuses("checkpoints", "DELETE"),
        Refuses("tiles", "DELETE"),
        Refuses("settings", "DELETE"),
        Refuses(
            "heads",
            "UPDATE",
            unless: "NEW.log = OLD.log AND NEW.size >= OLD.size AND NEW.stored_at >= OLD.stored_at AND NEW.people >= OLD.people"),
        Refuses("settings", "UPDATE", unless: "NEW.name = OLD.name AND typeof(NEW.value) = 'integer' AND NEW.value >= OLD.value"),
        Refuses("tiles", "UPDATE", unless: """
            NEW.log = OLD.log AND NEW.level = OLD.level AND NEW.idx = OLD.idx AND typeof(NEW.hashes) = 'blob'
              AND length(OLD.hashes) < 8192 AND length(NEW.hashes) BETWEEN length(OLD.hashes) + 1 AND 8192
              AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes
            """),
        Refuses("replays", "UPDATE", unless:
            $"NEW.log = OLD.log AND NEW.idx = OLD.idx AND NEW.key_id = OLD.key_id AND NEW.digest IS NULL AND {MayGo}('digest', OLD.log, "
            + "OLD.idx)"),
        Releases("entries", "OLD.idx, OLD.action, OLD.category, OLD.stored_at"),
        Releases("targets", "OLD.idx"),
        Releases("replays", "OLD.idx"),
        Releases("addresses", "OLD.idx"),
        Releases("disclosures", "OLD.idx, OLD.name, OLD.key_id, OLD.digest, OLD.body"),
        Releases("directory", "OLD.subject"),
        Releases("aliases", "OLD.subject"),
        Releases("holds", "OLD.hold"),
        RefusesReplace("logs", "key = NEW.key", "log_id = NEW.log_id", "tenant = NEW.tenant AND generation = NEW.generation"),
        RefusesReplace("heads", "log = NEW.log"),
        RefusesReplace("keys", "log = NEW.log AND id = NEW.id"),
        RefusesReplace("vkeys", "log = NEW.log AND from_size = NEW.from_size"),
        RefusesReplace("entries", "log = NEW.log AND idx = NEW.idx", "log = NEW.log AND event_id = NEW.event_id"),
        RefusesReplace("manifests", "log = NEW.log AND idx = NEW.idx"),
        RefusesReplace("tiles", "log = NEW.log AND level = NEW.level AND idx = NEW.idx"),
        RefusesReplace("settings", "name = NEW.name"),
        RefusesReplace("directory", "log = NEW.log AND identifier = NEW.identifier"),
        RefusesReplace("aliases", "log = NEW.log AND identifier = NEW.identifier AND subject = NEW.subject"),
        RefusesBelow("targets"),
        RefusesBelow("disclosures"),
        RefusesBelow("replays"),
        RefusesBelow("addresses"),
    ];

    /// <summary>What SQLite makes by itself for keys and unique columns.</summary>
    public static readonly SchemaObject[] Made =
        [new("index", "sqlite_autoindex_logs_1", "") { Table = "logs" }, new("index", "sqlite_autoindex_logs_2", "") { Table = "logs" }];

    /// <summary>Everything, in an order in which it can be made.</summary>
    public static IEnumerable<SchemaObject> Objects => Tables.Concat(Indexes).Concat(Triggers);

    // IS NOT TRUE: a condition that comes out NULL refuses too.
    private static SchemaObject Refuses(string table, string statement, string? unless = null) =>
        new("trigger", $"{table}_refuses_{statement}", $"""
            CREATE TRIGGER {table}_refuses_{statement} BEFORE {statement} ON {table}{(unless is null ? "" : $"\nWHEN ({unless}) IS NOT TRUE")}
            BEGIN SELECT RAISE(ABORT, '{table} refuses this {statement}'); END
            """);

    private static SchemaObject Releases(string table, string what) =>
        Refuses(table, "DELETE", unless: $"{MayGo}('{table}', OLD.log, {what})");

    // INSERT OR REPLACE deletes what is in its way without asking the triggers of DELETE.
    private static SchemaObject RefusesReplace(string table, params ReadOnlySpan<string> keys)
    {
        var exists = string.Join("\n  OR ", keys.ToArray().Select(key => $"EXISTS (SELECT 1 FROM {table} WHERE {key})"));
        return RefusesInsert(table, "REPLACE", exists);
    }

    // Of most tables a look at the head is enough, which every append has at hand: what belongs to entries that are in
    // the log came in with them.
    private static SchemaObject RefusesBelow(string table) =>
        RefusesInsert(table, "INSERT", "NEW.idx < (SELECT size FROM heads WHERE log = NEW.log)");

    // FAIL spares each INSERT OR FAIL a journal of its own.
    private static SchemaObject RefusesInsert(string table, string what, string when) => new("trigger", $"{table}_refuses_{what}", $"""
        CREATE TRIGGER {table}_refuses_{what} BEFORE INSERT ON {table}
        WHEN {when}
        BEGIN SELECT RAISE(FAIL, '{table} refuses this {what}'); END
        """);
}

/// <summary>A table, index or trigger.</summary>
/// <param name="Type">As in sqlite_master.</param>
/// <param name="Name">As in sqlite_master.</param>
/// <param name="Sql">As in sqlite_master; empty where SQLite makes it by itself.</param>
internal sealed record SchemaObject(string Type, string Name, string Sql)
{
    private const string On = " ON ";

    /// <summary>The table it belongs to, as in sqlite_master.</summary>
    public string Table { get; init; } = Type == "table" || Sql.Length == 0 ? Name : TableIn(Sql);

    private static string TableIn(string sql)
    {
        var from = sql.IndexOf(On, StringComparison.Ordinal) + On.Length;
        return sql[from..sql.IndexOfAny([' ', '\n'], from)];
    }
}
