using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reading_where_no_file_is_says_so_and_makes_none()
    {
        Refused(SqliteOpenMode.ReadOnly, $"There is no log at {Path}: check the path, or record a first event there.");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Reading_an_empty_file_says_that_nothing_was_recorded()
    {
        File.WriteAllBytes(Path, []);
        Refused(SqliteOpenMode.ReadOnly, $"{Path} is empty: no log was recorded there yet.");
    }

    [Theory]
    [InlineData(SqliteOpenMode.ReadOnly)]
    [InlineData(SqliteOpenMode.ReadWriteCreate)]
    internal void A_file_of_something_else_is_refused_and_left_alone(SqliteOpenMode mode)
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter, not a log.\n", 100));
        File.WriteAllText(Path, text);
        Refused(mode, $"{Path} is not a SQLite file, so it is not a log.");
        Assert.Equal(text, File.ReadAllText(Path));
    }

    [Theory]
    [InlineData(SqliteOpenMode.ReadOnly)]
    [InlineData(SqliteOpenMode.ReadWriteCreate)]
    internal void Another_programs_SQLite_file_is_refused_and_left_alone(SqliteOpenMode mode)
    {
        using (var other = new Intruder(Path))
        {
            other.Run("CREATE TABLE shopping (item TEXT)");
        }

        var bytes = File.ReadAllBytes(Path);
        Refused(mode, $"{Path} is the SQLite file of another program, not a Cairn log: name another file.");
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(4, "has schema 4 and this cairn knows 3: use a newer cairn.")]
    [InlineData(
        1,
        "has schema 1, of an older cairn, and this one needs 3: keep the file, read it with the cairn that wrote it, "
        + "and record into a new file.")]
    [InlineData(0, "has schema 0, which no cairn wrote: restore a backup.")]
    public async Task Another_schema_is_refused_with_both_versions(int version, string words)
    {
        await Make();
        using (var other = new Intruder(Path))
        {
            other.Run($"PRAGMA user_version = {version}");
        }

        Refused(SqliteOpenMode.ReadOnly, $"{Path} {words}");
        Refused(SqliteOpenMode.ReadWriteCreate, $"{Path} {words}");
    }

    [Fact]
    public async Task A_later_schema_that_serves_this_one_is_recorded_into_and_its_guards_are_judged_by_their_names()
    {
        var log = await Make(entries: 3);
        using (var later = new Intruder(Path))
        {
            later.Run("ALTER TABLE entries ADD COLUMN later TEXT");
            later.Run("CREATE TABLE later (log INTEGER PRIMARY KEY, what TEXT NOT NULL)");
            later.Run("CREATE UNIQUE INDEX later_by_what ON later (what)");
            later.Run($"INSERT INTO settings (name, value) VALUES ('serves_schema', {SqliteSchema.Version})");
            later.Run($"PRAGMA user_version = {SqliteSchema.Version + 1}");
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        await store.AppendAsync(log, [Some.Entry(log, id: 9)], Cancel);
        await LogCheck.IsSound(store, log);
        Assert.Empty(await store.CheckGuardsAsync(Cancel));
        using (var later = new Intruder(Path))
        {
            later.Run("DROP TRIGGER entries_refuses_UPDATE");
            Assert.Equal([new StoreFlaw("trigger entries_refuses_UPDATE", null, "is missing")], await store.CheckGuardsAsync(Cancel));
            later.Run($"UPDATE settings SET value = {SqliteSchema.Version + 1} WHERE name = 'serves_schema'");
        }

        Refused(SqliteOpenMode.ReadOnly, $"{Path} has schema {SqliteSchema.Version + 1} and this cairn knows {SqliteSchema.Version}: use a newer cairn.");
    }

    [Fact]
    public void A_folder_is_not_a_file()
    {
        Directory.CreateDirectory(Path);
        Refused(SqliteOpenMode.ReadOnly, $"{Path} is a folder: name a file in it.");
        Refused(SqliteOpenMode.ReadWriteCreate, $"{Path} is a folder: name a file in it.");
    }

    [Fact]
    public void Recording_in_a_folder_that_is_not_there_says_so()
    {
        var path = System.IO.Path.Combine(folder.Path, "nowhere", "audit.db");
        var error = Assert.Throws<CairnStoreException>(() => SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate));
        Assert.Equal($"{path} cannot be created: its folder does not exist.", error.Message);
    }

    [Fact]
    public async Task A_damaged_file_is_an_error_and_not_a_crash()
    {
        await Make(entries: 500);
        var bytes = File.ReadAllBytes(Path);
        new Random(5).NextBytes(bytes.AsSpan(8192)); // All but the first page.
        File.WriteAllBytes(Path, bytes);
        var error = await Assert.ThrowsAsync<CairnStoreException>(async () =>
        {
            await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
            await store.ListLogsAsync(Cancel);
        });
        Assert.StartsWith($"{Path} is damaged (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Reading_does_not_let_anybody_write()
    {
        var log = await Make();
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.AppendAsync(log, [Some.Entry(log)], Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.PublishCheckpointAsync(log, "note", Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.CreateLogAsync(Some.Log("other"), Cancel));
    }

    [Fact]
    public async Task A_closed_store_says_that_it_is_closed()
    {
        var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ListLogsAsync(Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CreateLogAsync(Some.Log(), Cancel));
    }

    [Fact]
    public async Task A_log_locked_for_too_long_says_so_and_takes_the_batch_later()
    {
        var log = await Make();
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate, lockTimeout: TimeSpan.Zero);
        using var other = new Intruder(Path);
        other.Run("BEGIN IMMEDIATE");
        var error = await Assert.ThrowsAsync<CairnStoreException>(async () => await store.AppendAsync(log, [Some.Entry(log)], Cancel));
        Assert.Equal($"{Path} is locked by another process: try again when that process is done.", error.Message);
        Assert.Equal(0, (await store.ReadHeadAsync(log, Cancel)).Size); // Reading goes on.
        other.Run("ROLLBACK");
        await store.AppendAsync(log, [Some.Entry(log)], Cancel);
        await LogCheck.IsSound(store, log);
    }

    [Fact]
    public async Task Many_may_make_the_same_file_at_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = folder.File($"{round}.db");
            using var start = new Barrier(8);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancel);
                    return SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate).DisposeAsync().AsTask();
                },
                Cancel,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
            Assert.Empty(await store.CheckSchemaAsync(Cancel));
        }
    }

    private void Refused(SqliteOpenMode mode, string message) =>
        Assert.Equal(message, Assert.Throws<CairnStoreException>(() => SqliteStore.Open(Path, mode)).Message);

    private async Task<LogIdentity> Make(int entries = 0)
    {
        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, entries), Cancel);
        return log;
    }
}
