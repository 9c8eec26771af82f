using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Sqlite.Tests;

public sealed class GuardTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var naming = Some.Entry(log, id: 1000, manifest: [1], newSubjects: new NewSubject(Merkle.Hash.Empty, "user:~owner"));
        await store.AppendAsync(log, [.. Some.Entries(log, 300), naming], Cancel);
        await store.PublishCheckpointAsync(log, "note", Cancel);
        await store.AddVerifierKeyAsync(log, 1, "key", Cancel);
        await store.AppendAsync(log, [SomeManifest.Placed(log, 2000, "BBBBBBBBBBBBBBBBBBBBBA", SomeManifest.Ranges((2, 5)))], Cancel);
        using var owner = new Intruder(Path);
        owner.Run("INSERT INTO settings VALUES ('floor_days', 30)");
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("UPDATE entries SET leaf = x'00'")]
    [InlineData("UPDATE entries SET action = action")]
    [InlineData("UPDATE entries SET stored_at = stored_at + 1")]
    [InlineData("UPDATE targets SET id = 'x'")]
    [InlineData("UPDATE manifests SET body = x'00'")]
    [InlineData("DELETE FROM manifests")]
    [InlineData("UPDATE disclosures SET body = x'00'")]
    [InlineData("UPDATE directory SET subject = 'x'")]
    [InlineData("DELETE FROM tiles")]
    [InlineData("UPDATE tiles SET hashes = hashes")]
    [InlineData("UPDATE tiles SET hashes = NULL")]
    [InlineData("UPDATE tiles SET hashes = substr(hashes, 1, 32) WHERE idx = 1")]
    [InlineData("UPDATE tiles SET hashes = zeroblob(length(hashes) + 32) WHERE idx = 1")]
    [InlineData("UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB), idx = 2 WHERE idx = 1")]
    [InlineData("UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE level = 0 AND idx = 0")] // Full.
    [InlineData("UPDATE tiles SET hashes = CAST(hashes || zeroblob(8192) AS BLOB) WHERE idx = 1")]
    [InlineData("DELETE FROM checkpoints")]
    [InlineData("DELETE FROM logs")]
    [InlineData("DELETE FROM heads")]
    [InlineData("UPDATE heads SET size = size - 1")]
    [InlineData("UPDATE heads SET stored_at = stored_at - 1")]
    [InlineData("UPDATE heads SET people = people - 1")]
    [InlineData("UPDATE heads SET people = NULL")]
    [InlineData("UPDATE heads SET log = 9")]
    [InlineData("REPLACE INTO heads SELECT log, 0, x'', 0, 0, NULL FROM heads")]
    [InlineData("UPDATE keys SET key = x'00'")]
    [InlineData("DELETE FROM keys")]
    [InlineData("REPLACE INTO keys SELECT log, id, purpose, x'00' FROM keys")]
    [InlineData("UPDATE vkeys SET vkey = 'x'")]
    [InlineData("DELETE FROM vkeys")]
    [InlineData("REPLACE INTO vkeys SELECT log, from_size, 'x' FROM vkeys")]
    [InlineData("UPDATE holds SET to_idx = 0")]
    [InlineData("UPDATE addresses SET network = 0")]
    [InlineData("REPLACE INTO addresses SELECT log, network, idx, 9 FROM addresses")]
    [InlineData("INSERT INTO addresses SELECT log, 5, idx, 9 FROM addresses")]
    [InlineData("UPDATE aliases SET subject = 'x'")]
    [InlineData("REPLACE INTO aliases SELECT log, identifier, subject, 9, first_idx FROM aliases")]
    [InlineData("REPLACE INTO directory SELECT log, identifier, 'x', 9, first_idx FROM directory")]
    [InlineData("REPLACE INTO disclosures SELECT log, idx, name, subject, class, key_id, digest, x'00' FROM disclosures")]
    [InlineData("REPLACE INTO replays SELECT log, idx, key_id, NULL FROM replays")]
    [InlineData("INSERT INTO targets SELECT log, idx, n + 1, type, id FROM targets")]
    [InlineData("DELETE FROM settings")]
    [InlineData("UPDATE settings SET value = 29")]
    [InlineData("UPDATE settings SET value = 'x'")]
    [InlineData("UPDATE settings SET name = 'x'")]
    [InlineData("REPLACE INTO settings SELECT name, 0 FROM settings")]
    [InlineData("UPDATE logs SET log_id = 'x'")]
    [InlineData("UPDATE logs SET secret = x'00'")]
    [InlineData("UPDATE logs SET tenant = 'x'")]
    [InlineData("UPDATE logs SET origin = 'x'")]
    [InlineData("UPDATE logs SET key = 9")]
    [InlineData(
        "REPLACE INTO entries SELECT log, idx, x'00', stored_at, randomblob(16), 0, action, category, actor_type, "
        + "actor_id, outcome FROM entries")]
    [InlineData(
        "REPLACE INTO entries SELECT log, idx + 1000, x'00', stored_at, event_id, 0, action, category, actor_type, "
        + "actor_id, outcome FROM entries")]
    [InlineData("UPDATE manifests SET kind = 'x'")]
    [InlineData("REPLACE INTO manifests SELECT log, idx, 'x', x'00' FROM manifests")]
    [InlineData("REPLACE INTO tiles SELECT log, level, idx, x'00' FROM tiles")]
    [InlineData("REPLACE INTO logs SELECT key, tenant, generation, log_id, origin, secret FROM logs")]
    [InlineData("REPLACE INTO logs SELECT 9, 'x', generation, log_id, origin, secret FROM logs")]
    [InlineData("REPLACE INTO logs SELECT 9, tenant, generation, 'x', origin, secret FROM logs")]
    public async Task Plain_SQL_is_refused(string sql)
    {
        using (var intruder = new Intruder(Path))
        {
            Assert.Contains(
                " refuses this ", Assert.Throws<CairnStoreException>(() => intruder.Run(sql)).Message, StringComparison.Ordinal);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        await LogCheck.IsSound(store, Assert.Single(await store.ListLogsAsync(Cancel)));
    }

    [Theory]
    [InlineData("DELETE FROM entries WHERE idx = 299")]
    [InlineData("DELETE FROM targets")]
    [InlineData("DELETE FROM disclosures WHERE idx = 1")]
    [InlineData("DELETE FROM directory")]
    [InlineData("DELETE FROM aliases")]
    [InlineData("DELETE FROM addresses")]
    [InlineData("DELETE FROM holds")]
    [InlineData("DELETE FROM replays WHERE idx = 1")]
    [InlineData("UPDATE replays SET digest = NULL WHERE idx = 1")]
    [InlineData("UPDATE replays SET digest = x'00'")]
    [InlineData("UPDATE replays SET idx = idx + 1000, digest = NULL")]
    public async Task What_only_a_manifest_lets_go_fails_in_another_program(string sql)
    {
        using (var intruder = new Intruder(Path))
        {
            Assert.Contains(
                "no such function: cairn_may_go",
                Assert.Throws<CairnStoreException>(() => intruder.Run(sql)).Message,
                StringComparison.Ordinal);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        // Opened.
        Assert.Contains(
            " refuses this ", Assert.Throws<CairnStoreException>(() => store.Writer!.Execute(sql)).Message, StringComparison.Ordinal);
        await LogCheck.IsSound(store, Assert.Single(await store.ListLogsAsync(Cancel)));
    }

    [Fact]
    public void A_floor_may_grow()
    {
        using var owner = new Intruder(Path);
        owner.Run("UPDATE settings SET value = 31");
        Assert.Equal(31, owner.Integer("SELECT value FROM settings"));
    }

    [Fact]
    public async Task An_erased_digest_is_read_as_null_and_a_lost_one_as_empty()
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded(() => intruder.Run("UPDATE replays SET digest = NULL WHERE idx = 1"));
            intruder.Unguarded(() => intruder.Run("DELETE FROM replays WHERE idx = 2"));
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await store.ReadEntriesAsync(log, 0, 3, Cancel);
        Assert.Equal([32, null, 0], entries.Select(e => e.EventDigest?.Length));
        var again = await store.AppendAsync(log, [Some.Entry(log, Some.Event(action: "other.event", id: 2), 2)], Cancel);
        Assert.Equal((AppendStatus.Replayed, 1), (again[0].Status, again[0].Index));
    }

    [Theory]
    [InlineData("DROP TRIGGER entries_refuses_UPDATE", "trigger entries_refuses_UPDATE", "is missing")]
    [InlineData("DROP INDEX entries_by_actor", "index entries_by_actor", "is missing")]
    [InlineData("DROP TABLE checkpoints", "table checkpoints", "is missing")]
    [InlineData("ALTER TABLE targets ADD COLUMN more TEXT", "table targets", "is not as Cairn makes it")]
    [InlineData("CREATE TRIGGER forget AFTER INSERT ON entries BEGIN SELECT 1; END", "trigger forget", "is not Cairn's")]
    [InlineData("INSERT INTO replays VALUES (77, 0, 2, NULL)", "replays", "has rows of a log 77, which is not there")]
    [InlineData("INSERT INTO tiles VALUES ('x', 0, 0, x'00')", "tiles", "has rows of a log x, which is not there")]
    public async Task The_check_of_the_schema_names_what_was_done(string sql, string member, string words)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(sql);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        Assert.Contains(await store.CheckSchemaAsync(Cancel), IsIt);
        // Rows are not read for it.
        Assert.Equal(
            member.Contains(' ', StringComparison.Ordinal), (await store.CheckGuardsAsync(Cancel)).Any(IsIt));

        bool IsIt(StoreFlaw row) => (row.Member, row.Words) == (member, words);
    }

    [Theory]
    [InlineData(
        "INSERT INTO entries SELECT log, 302, leaf, stored_at, randomblob(16), 0, action, category, actor_type, actor_id, "
        + "outcome FROM entries LIMIT 1",
        "entries",
        302L)]
    [InlineData("INSERT INTO targets VALUES (1, -1, 0, 'a', 'b')", "targets", -1L)]
    [InlineData("INSERT INTO disclosures VALUES (1, 302, 'actor', '', 'identity', 0, NULL, x'00')", "disclosures", 302L)]
    [InlineData("INSERT INTO replays VALUES (1, 900, 2, NULL)", "replays", 900L)]
    [InlineData("INSERT INTO replays VALUES (1, 'x', 2, NULL)", "replays", null)]
    [InlineData("INSERT INTO directory VALUES (1, x'00', 'user:~x', 0, 1.5)", "directory", null)]
    [InlineData("INSERT INTO manifests VALUES (1, 400, 'x', x'00')", "manifests", 400L)]
    [InlineData("INSERT INTO directory VALUES (1, x'00', 'user:~x', 0, 999)", "directory", 999L)]
    [InlineData("INSERT INTO aliases VALUES (1, x'00', 'user:x', 0, 999)", "aliases", 999L)]
    [InlineData("INSERT INTO aliases VALUES (1, x'00', 'user:x', 0, 1.5)", "aliases", null)]
    [InlineData("INSERT INTO addresses VALUES (1, 5, 302, 1)", "addresses", 302L)]
    [InlineData("INSERT INTO addresses VALUES (1, 5, -2, 1)", "addresses", -2L)]
    [InlineData("INSERT INTO tiles VALUES (1, 0, 2, x'00')", "tiles", 2L)]
    [InlineData("INSERT INTO tiles VALUES (1, 2, 0, x'00')", "tiles", 0L)]
    [InlineData("INSERT INTO tiles VALUES (1, -1, 0, x'00')", "tiles", 0L)]
    [InlineData("INSERT INTO tiles VALUES (1, 0, 'x', x'00')", "tiles", null)]
    public async Task A_row_that_belongs_to_no_entry_is_found(string sql, string table, long? index)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded(() => intruder.Run(sql));
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var stray = Assert.Single(await store.FindStraysAsync(Assert.Single(await store.ListLogsAsync(Cancel)), Cancel));
        Assert.Equal((table, index), (stray.Member, stray.Index));
    }

    [Theory]
    [InlineData("INSERT INTO replays VALUES (1, 1.5, 2, NULL)")]
    [InlineData("UPDATE targets SET idx = idx + 0.5 WHERE idx = 1")]
    [InlineData("UPDATE disclosures SET idx = idx + 0.5 WHERE idx = 1")]
    public async Task A_row_at_a_fraction_of_an_index_shows_with_the_entry_below_it(string sql)
    {
        var before = await Findings();
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded(() => intruder.Run(sql));
        }

        var news = (await Findings()).Except(before).ToList();
        Assert.NotEmpty(news);
        Assert.All(news, finding => Assert.Equal(1, finding.Index));
    }

    // The log of these tests was never signed, and says so each time.
    private async Task<IReadOnlyList<Finding>> Findings()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        return (await new LogVerifier(
            store).VerifyAsync(Assert.Single(await store.ListLogsAsync(Cancel)), new VerifyOptions(), Cancel)).Findings;
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("disclosures")]
    [InlineData("replays")]
    [InlineData("manifests")]
    public async Task A_row_whose_entry_is_gone_is_found(string table)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded("entries_refuses_DELETE", () => intruder.Run("DELETE FROM entries WHERE idx >= 299"));
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var strays = await store.FindStraysAsync(Assert.Single(await store.ListLogsAsync(Cancel)), Cancel);
        Assert.Contains(new(table, 300, StrayWords.AtNoEntry), strays);
    }

    [Fact]
    public async Task At_most_a_thousand_strays_are_named()
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(
                "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n LIMIT 3000) INSERT INTO replays "
                + "SELECT 1, i, 2, NULL FROM n");
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        Assert.Equal(1000, (await store.FindStraysAsync(Assert.Single(await store.ListLogsAsync(Cancel)), Cancel)).Count);
    }
}
