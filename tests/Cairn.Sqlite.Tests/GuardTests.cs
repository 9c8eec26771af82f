using Cairn.Testing;

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
    [InlineData("DELETE FROM entries WHERE idx = 299")]
    [InlineData("UPDATE targets SET id = 'x'")]
    [InlineData("DELETE FROM targets")]
    [InlineData("UPDATE manifests SET body = x'00'")]
    [InlineData("DELETE FROM manifests")]
    [InlineData("UPDATE disclosures SET body = x'00'")]
    [InlineData("UPDATE directory SET subject = 'x'")]
    [InlineData("UPDATE replays SET digest = x'00'")]
    [InlineData("UPDATE replays SET idx = idx + 1000, digest = NULL")]
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
    [InlineData("UPDATE logs SET size = size - 1")]
    [InlineData("UPDATE logs SET stored_at = stored_at - 1")]
    [InlineData("UPDATE logs SET secret = x'00'")]
    [InlineData("UPDATE logs SET tenant = 'x'")]
    [InlineData("UPDATE logs SET origin = 'x'")]
    [InlineData("UPDATE logs SET key = 9")]
    [InlineData("REPLACE INTO entries SELECT log, idx, x'00', stored_at, randomblob(16), 0, action, category, actor_type, actor_id, outcome FROM entries")]
    [InlineData("REPLACE INTO entries SELECT log, idx + 1000, x'00', stored_at, event_id, 0, action, category, actor_type, actor_id, outcome FROM entries")]
    [InlineData("REPLACE INTO manifests SELECT log, idx, x'00' FROM manifests")]
    [InlineData("REPLACE INTO tiles SELECT log, level, idx, x'00' FROM tiles")]
    [InlineData("REPLACE INTO logs SELECT key, tenant, generation, log_id, origin, secret, 0, x'', 0 FROM logs")]
    [InlineData("REPLACE INTO logs SELECT 9, 'x', generation, log_id, origin, secret, 0, x'', 0 FROM logs")]
    [InlineData("REPLACE INTO logs SELECT 9, tenant, generation, 'x', origin, secret, 0, x'', 0 FROM logs")]
    public async Task Plain_SQL_is_refused(string sql)
    {
        using (var intruder = new Intruder(Path))
        {
            Assert.Contains(" refuses this ", Assert.Throws<CairnStoreException>(() => intruder.Run(sql)).Message, StringComparison.Ordinal);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        await LogCheck.IsSound(store, Assert.Single(await store.ListLogsAsync(Cancel)));
    }

    [Theory]
    [InlineData("DELETE FROM disclosures WHERE idx = 1")]
    [InlineData("DELETE FROM directory")]
    [InlineData("UPDATE replays SET digest = NULL WHERE idx = 1")]
    [InlineData("DELETE FROM replays WHERE idx = 1")]
    public void What_erasure_needs_is_allowed(string sql)
    {
        using var intruder = new Intruder(Path);
        intruder.Run(sql);
        Assert.True(intruder.Integer("SELECT changes()") > 0);
    }

    [Fact]
    public async Task An_erased_digest_is_read_as_null_and_a_lost_one_as_empty()
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("UPDATE replays SET digest = NULL WHERE idx = 1");
            intruder.Run("DELETE FROM replays WHERE idx = 2");
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
    [InlineData("INSERT INTO replays VALUES (77, 0, NULL)", "replays", "has rows of a log 77, which is not there")]
    [InlineData("INSERT INTO tiles VALUES ('x', 0, 0, x'00')", "tiles", "has rows of a log x, which is not there")]
    public async Task The_check_of_the_schema_names_what_was_done(string sql, string member, string words)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(sql);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        Assert.Contains(new StrayRow(member, null, words), await store.CheckSchemaAsync(Cancel));
        Assert.Equal(member.Contains(' ', StringComparison.Ordinal), (await store.CheckGuardsAsync(Cancel)).Contains(new(member, null, words))); // Rows are not read for it.
    }

    [Theory]
    [InlineData("INSERT INTO entries SELECT log, 301, leaf, stored_at, randomblob(16), 0, action, category, actor_type, actor_id, outcome FROM entries LIMIT 1", "entries", 301L)]
    [InlineData("INSERT INTO targets VALUES (1, -1, 0, 'a', 'b')", "targets", -1L)]
    [InlineData("INSERT INTO disclosures VALUES (1, 301, 'actor', '', 'identity', 0, x'00')", "disclosures", 301L)]
    [InlineData("INSERT INTO replays VALUES (1, 900, NULL)", "replays", 900L)]
    [InlineData("INSERT INTO replays VALUES (1, 'x', NULL)", "replays", null)]
    [InlineData("INSERT INTO directory VALUES (1, x'00', 'user:~x', 0, 1.5)", "directory", null)]
    [InlineData("INSERT INTO manifests VALUES (1, 400, x'00')", "manifests", 400L)]
    [InlineData("INSERT INTO directory VALUES (1, x'00', 'user:~x', 0, 999)", "directory", 999L)]
    [InlineData("INSERT INTO tiles VALUES (1, 0, 2, x'00')", "tiles", 2L)]
    [InlineData("INSERT INTO tiles VALUES (1, 2, 0, x'00')", "tiles", 0L)]
    [InlineData("INSERT INTO tiles VALUES (1, -1, 0, x'00')", "tiles", 0L)]
    [InlineData("INSERT INTO tiles VALUES (1, 0, 'x', x'00')", "tiles", null)]
    public async Task A_row_that_belongs_to_no_entry_is_found(string sql, string table, long? index)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(sql);
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var stray = Assert.Single(await store.FindStraysAsync(Assert.Single(await store.ListLogsAsync(Cancel)), Cancel));
        Assert.Equal((table, index), (stray.Member, stray.Index));
    }

    [Theory]
    [InlineData("INSERT INTO replays VALUES (1, 1.5, NULL)")]
    [InlineData("UPDATE targets SET idx = idx + 0.5 WHERE idx = 1")]
    [InlineData("UPDATE disclosures SET idx = idx + 0.5 WHERE idx = 1")]
    public async Task A_row_at_a_fraction_of_an_index_shows_with_the_entry_below_it(string sql)
    {
        var before = await Findings();
        using (var intruder = new Intruder(Path))
        {
            intruder.Unguarded("targets_refuses_UPDATE", () => intruder.Unguarded("disclosures_refuses_UPDATE", () => intruder.Run(sql)));
        }

        var news = (await Findings()).Except(before).ToList();
        Assert.NotEmpty(news);
        Assert.All(news, finding => Assert.Equal(1, finding.Index));
    }

    // The log of these tests was never signed, and says so each time.
    private async Task<IReadOnlyList<Finding>> Findings()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        return (await new LogVerifier(store).VerifyAsync(Assert.Single(await store.ListLogsAsync(Cancel)), new VerifyOptions(), Cancel)).Findings;
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
            intruder.Run("WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n LIMIT 3000) INSERT INTO replays SELECT 1, i, NULL FROM n");
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        Assert.Equal(1000, (await store.FindStraysAsync(Assert.Single(await store.ListLogsAsync(Cancel)), Cancel)).Count);
    }
}
