using Cairn.Contracts;
using Cairn.Entries;
using SQLitePCL;

namespace Cairn.Sqlite.Tests;

/// <summary>The comparison of indexes with their tables, beside SQLite's own check of the same file.</summary>
public sealed class IndexCheckTests : IDisposable
{
    // What an index may hold in a column's place. An index of an expression is built as one of a column is, and takes the other's text.
    private static readonly string[] Doctored =
    [
        "{0}",
        "CASE idx WHEN 3 THEN NULL ELSE {0} END",
        "CASE idx WHEN 4 THEN x'00' ELSE {0} END",
        "CASE idx WHEN 5 THEN {0} || x'00' ELSE {0} END",
        "CASE idx WHEN 6 THEN 6.5 ELSE {0} END", "CASE {0} WHEN 7 THEN -7 ELSE {0} END", "CAST({0} AS TEXT) COLLATE NOCASE", "{0} DESC",
    ];

    private static readonly string[] Kept = ["", "", " WHERE idx <> 2", " WHERE idx <> 19"];

    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_library_is_called_directly_here() => Assert.True(NativeRows.IsAvailable);

    [Fact]
    public void Every_index_of_Cairns_own_is_held_against_its_table() => Assert.Equal(
        SqliteSchema.Indexes.Select(i => i.Name).Order(StringComparer.Ordinal),
        IndexCheck.Tables.SelectMany(t => t.Orders[1..]).Select(o => o.Index).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("entries", "entries_by_event", "log, @event_id")]
    [InlineData("entries", "entries_by_actor", "log, @actor_id, idx")]
    [InlineData("entries", "entries_by_action", "log, @action, idx")]
    [InlineData("entries", "entries_by_time", "log, @occurred_at")]
    [InlineData("entries", "entries_by_time", "@log, occurred_at")]
    [InlineData("entries", "entries_by_actor", "log, actor_id, @idx")]
    [InlineData("targets", "targets_by_id", "log, @id, type, idx")]
    [InlineData("targets", "targets_by_id", "log, id, @type, idx")]
    public async Task It_finds_what_SQLites_own_check_finds(string table, string index, string columns)
    {
        await FillAsync();
        var found = 0;
        foreach (var (doctored, kept) in Doctored.SelectMany(d => Kept.Select(k => (d, k))))
        {
            var column = columns[(columns.IndexOf('@', StringComparison.Ordinal) + 1)..].Split(',')[0];
            var built = columns.Replace(
                "@" + column, string.Format(System.Globalization.CultureInfo.InvariantCulture, doctored, column), StringComparison.Ordinal);
            Rebuild(index, $"CREATE INDEX {index} ON {table} ({built}){kept}");

            using var database = SqliteDatabase.Open(Path, Path, raw.SQLITE_OPEN_READONLY, TimeSpan.Zero);
            var words = database.Text($"PRAGMA integrity_check({table})");
            Assert.True(IndexCheck.Agrees(database, Of(table)) == (words == "ok"), $"{built}{kept}: {words}");
            found += words == "ok" ? 0 : 1;
        }

        Assert.InRange(found, 1, (Doctored.Length * Kept.Length) - 1);
    }

    [Theory]
    [InlineData("UPDATE entries SET occurred_at = 5.5 WHERE idx = 5", true)]
    [InlineData("UPDATE entries SET actor_id = NULL WHERE idx = 5", true)]
    [InlineData("UPDATE entries SET action = x'6100' WHERE idx = 5", true)]
    [InlineData("UPDATE targets SET n = 0.5 WHERE idx = 5 AND n = 0", true)]
    [InlineData("DELETE FROM entries WHERE idx = 5", true)]
    public async Task What_an_update_changed_in_table_and_index_alike_is_for_others_to_find(string sql, bool agrees)
    {
        await FillAsync();
        using (var intruder = new Intruder(Path))
        {
            var (verb, table) = (sql.Split(' ')[0], sql.Contains("targets", StringComparison.Ordinal) ? "targets" : "entries");
            intruder.Unguarded($"{table}_refuses_{verb}", () => intruder.Run(sql));
        }

        using var database = SqliteDatabase.Open(Path, Path, raw.SQLITE_OPEN_READONLY, TimeSpan.Zero);
        Assert.All(IndexCheck.Tables, table => Assert.Equal(agrees, IndexCheck.Agrees(database, table)));
    }

    [Fact]
    public async Task An_event_id_used_twice_is_found_though_index_and_table_agree()
    {
        await FillAsync();
        using (var intruder = new Intruder(Path))
        {
            intruder.Run("DROP INDEX entries_by_event");
            intruder.Unguarded(
                "entries_refuses_UPDATE",
                () => intruder.Run("UPDATE entries SET event_id = (SELECT event_id FROM entries WHERE idx = 3) WHERE idx = 4"));
            intruder.Run("CREATE INDEX entries_by_event ON entries (log, event_id)");
        }

        Rewrite("entries_by_event");
        using var database = SqliteDatabase.Open(Path, Path, raw.SQLITE_OPEN_READONLY, TimeSpan.Zero);
        Assert.False(IndexCheck.Agrees(database, Of("entries")));
    }

    [Theory]
    [InlineData("entries", "entries_by_time")]
    [InlineData("targets", "targets_by_id")]
    public async Task A_page_that_is_no_page_is_left_to_SQLites_own_check(string table, string index)
    {
        await FillAsync();
        long page, size;
        using (var intruder = new Intruder(Path))
        {
            (page, size) = (
                intruder.Integer($"SELECT rootpage FROM sqlite_master WHERE name = '{index}'"), intruder.Integer("PRAGMA page_size"));
            intruder.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await using (var file = File.OpenWrite(Path))
        {
            file.Position = (page - 1) * size;
            file.Write(new byte[100]);
        }

        using var database = SqliteDatabase.Open(Path, Path, raw.SQLITE_OPEN_READONLY, TimeSpan.Zero);
        Assert.False(IndexCheck.Agrees(database, Of(table)));
    }

    private static TableIndexes Of(string table) => IndexCheck.Tables.Single(t => t.Name == table);

    private async Task FillAsync()
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = await store.CreateLogAsync(Some.Log(), default);
        await store.AppendAsync(log, [.. Enumerable.Range(1, 20)
            .Select(i => Some.Entry(log, Some.Event(id: i, actor: i % 2 == 0 ? $"u-{i}" : $"U-{i}", action: $"a{i % 3}.b"), i))], default);
    }

    private void Rebuild(string index, string sql)
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run($"DROP INDEX {index}");
            intruder.Run(sql);
        }

        Rewrite(index);
    }

    // What was built stays; the text says that it is Cairn's.
    private void Rewrite(string index)
    {
        using var intruder = new Intruder(Path);
        intruder.Run("PRAGMA writable_schema = ON");
        // One of them.
        intruder.Run(
            $"UPDATE sqlite_master SET sql = '{Array.Find(SqliteSchema.Indexes, i => i.Name == index)!.Sql}' WHERE name = '{index}'");
        intruder.Run($"PRAGMA schema_version = {intruder.Integer("PRAGMA schema_version") + 1}");
    }
}
