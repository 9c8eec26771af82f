using Cairn.Contracts;
using Cairn.Signing;
using Cairn.Verification;

namespace Cairn.Sqlite.Tests;

/// <summary>What somebody with the file makes in it beside what is Cairn's: of every type that SQLite knows, and by hand.</summary>
public sealed class ForeignSchemaTests : IDisposable
{
    private const string ByHand = "PRAGMA writable_schema = ON";
    private const string Stay = "CREATE TRIGGER stay BEFORE INSERT ON entries BEGIN SELECT 1; END";
    private const string Columns =
        "log, idx, leaf, stored_at, event_id, occurred_at, action, category, actor_type, actor_id, outcome";

    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The statements, whose object is named, and whether it could lead a reader to other rows.</summary>
    public static TheoryData<string[], string, bool> Made() => new()
    {
        { ["CREATE INDEX own ON entries (log, category)"], "index own", true },
        { ["CREATE INDEX own ON entries (log, idx, leaf)"], "index own", true },
        { ["CREATE UNIQUE INDEX own ON targets (log, idx, n)"], "index own", true },
        { ["CREATE INDEX own ON manifests (log, idx) WHERE kind <> ''"], "index own", true },
        { ["CREATE INDEX own ON entries (log, lower(action))"], "index own", true },
        { ["CREATE INDEX own ON entries (log, action COLLATE NOCASE)"], "index own", true },
        { ["CREATE TABLE own (a)"], "table own", true },
        { ["CREATE TABLE own (a, b GENERATED ALWAYS AS (a + 1) STORED)"], "table own", true },
        { ["CREATE VIEW own AS SELECT * FROM entries"], "view own", true },
        { ["CREATE VIRTUAL TABLE own USING fts5(a)"], "table own", true },
        { ["CREATE VIRTUAL TABLE own USING rtree(id, a, b)"], "table own", true },
        { [Stay], "trigger stay", false },
        { ["CREATE VIEW own AS SELECT 1 AS a", "CREATE TRIGGER stay INSTEAD OF INSERT ON own BEGIN SELECT 1; END"], "trigger stay", true },
        { ["ANALYZE"], "table sqlite_stat1", true },
        { ["ANALYZE", "DELETE FROM sqlite_stat1"], "table sqlite_stat1", true },
        { ["CREATE TABLE own (a INTEGER PRIMARY KEY AUTOINCREMENT)"], "table sqlite_sequence", true },
        { ["ALTER TABLE targets ADD COLUMN own GENERATED ALWAYS AS (n + 1) VIRTUAL"], "table targets", true },
        { [ByHand, Row("TRIGGER", "stay", Stay)], "TRIGGER stay", true },
        { [ByHand, Row("tRigger", "stay", Stay)], "tRigger stay", true },
        { [ByHand, $"INSERT INTO sqlite_master VALUES (x'74726967676572', 'stay', 'entries', 0, '{Stay}')"], "\0 stay", true },
        { [ByHand, "UPDATE sqlite_master SET type = 'Index' WHERE name = 'entries_by_time'"], "Index entries_by_time", true },
        { [ByHand, "UPDATE sqlite_master SET tbl_name = 'Entries' WHERE name = 'entries_by_time'"], "index entries_by_time", true },
        { [ByHand, "UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'TEXT COLLATE NOCASE') WHERE name = 'targets'"], "table targets", true },
        {
            [ByHand, "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'targets') WHERE name = 'replays'"],
            "table replays",
            true
        },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Made))]
    public async Task What_is_not_Cairns_is_named(string[] statements, string member, bool steers)
    {
        await RecordAsync();
        using (var intruder = new Intruder(Path))
        {
            Array.ForEach(statements, intruder.Run);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var guards = await store.CheckGuardsAsync(Cancel);
        Assert.Contains(guards, g => g.Member == member && g.Words != "is missing");
        Assert.Equal(steers, guards.Any(g => g.Steers));
    }

    [Theory]
    [InlineData("trigger", "entries_refuses_UPDATE")] // The second of that name.
    [InlineData("table", "entries_refuses_UPDATE")]
    [InlineData("index", "stay")]
    [InlineData("", "")]
    public async Task What_hides_behind_anothers_name_is_no_log_that_can_be_read(string type, string name)
    {
        await RecordAsync();
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(ByHand);
            intruder.Run(Row(type, name, Stay));
        }

        Assert.Contains(
            "is damaged",
            Assert.Throws<CairnStoreException>(() => SqliteStore.Open(Path, SqliteOpenMode.ReadOnly)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_was_out_of_the_schema_while_its_table_was_altered_hides_nothing()
    {
        await RecordAsync();
        var row = "";
        using (var intruder = new Intruder(Path))
        {
            intruder.Run($"CREATE INDEX cover ON entries ({Columns})");
            var page = intruder.Integer("SELECT rootpage FROM sqlite_master WHERE name = 'cover'");
            row = $"INSERT INTO sqlite_master VALUES ('index', 'cover', 'entries', {page}, 'CREATE INDEX cover ON entries ({Columns})')";
            intruder.Run(ByHand);
            intruder.Run("DELETE FROM sqlite_master WHERE name = 'cover'");
            intruder.Run("PRAGMA schema_version = 1000");
        }

        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded("entries_refuses_UPDATE", () => intruder.Run(
                "UPDATE entries SET outcome = 'denied', leaf = CAST(replace(CAST(leaf AS TEXT), 'u1', 'u2') AS BLOB) WHERE idx = 0"));
            intruder.Run("ANALYZE");
            intruder.Run("DELETE FROM sqlite_stat1");
            intruder.Run("INSERT INTO sqlite_stat1 VALUES ('entries', 'cover', '1 1 1 1 1 1 1 1 1 1 1 1')");
            intruder.Run("INSERT INTO sqlite_stat1 VALUES ('entries', 'entries', '100000000 100000000 100000000')");
            intruder.Run(ByHand);
            intruder.Run(row);
            intruder.Run("PRAGMA schema_version = 2000");
        }

        var report = await VerifyAsync();
        Assert.Equal((Verdict.Altered, false), (report.Verdict, report.IsUnguarded));
        Assert.Contains(report.Findings, f => f.Member == "index cover");
        Assert.Contains(report.Findings, f => f.Member == "table sqlite_stat1");
    }

    [Fact]
    public async Task A_file_that_says_it_is_of_a_later_version_is_not_called_intact()
    {
        await RecordAsync();
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("CREATE INDEX own ON entries (log, category)");
            intruder.Run("INSERT INTO settings VALUES ('serves_schema', 0)");
            intruder.Run($"PRAGMA user_version = {SqliteSchema.Version + 1}");
        }

        var report = await VerifyAsync();
        Assert.Equal(Verdict.CouldNotCheck, report.Verdict);
        Assert.Contains(report.Notes, n => n.StartsWith("the schema is of version", StringComparison.Ordinal));
    }

    private static string Row(string type, string name, string sql) =>
        $"INSERT INTO sqlite_master VALUES ('{type}', '{name}', 'entries', 0, '{sql}')";

    private async Task RecordAsync()
    {
        await using var audit = await CairnSqlite.OpenAsync(Path);
        await audit.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")), Cancel);
    }

    private async Task<VerifyReport> VerifyAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        using var key = SigningKey.TryOpen(Path + ".key")!; // It lies there.
        return await new LogVerifier(store).VerifyAsync(log, new() { Verifier = key.VerifierOf(log) }, Cancel);
    }
}
