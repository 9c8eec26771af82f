using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite.Tests;

public sealed class TamperedReadingTests : IAsyncLifetime
{
    // Values of every storage class; a column's affinity may turn one into another.
    private static readonly string[] Values =
        ["NULL", "'x'", "''", "x'00ff'", "x''", "-1", "9223372036854775807", "1.5", "zeroblob(100000)", "CAST(x'ff00fe' AS TEXT)"];

    private static readonly (string Table, string[] Columns)[] Unkeyed =
    [
        ("entries", ["leaf", "stored_at", "event_id", "occurred_at", "action", "category", "actor_type", "actor_id", "outcome", "idx"]),
        ("targets", ["type", "id", "n", "idx"]),
        ("disclosures", ["name", "subject", "class", "key_id", "digest", "body", "idx"]),
        ("replays", ["digest", "key_id", "idx"]),
        ("addresses", ["network", "idx", "key_id"]),
        ("manifests", ["body", "kind", "idx"]),
        ("directory", ["identifier", "subject", "key_id", "first_idx"]),
        ("aliases", ["identifier", "subject", "key_id", "first_idx"]),
        ("holds", ["hold", "from_idx", "to_idx"]),
        ("keys", ["id", "purpose", "key"]),
        ("vkeys", ["from_size", "vkey"]),
        ("heads", ["size", "edge", "stored_at", "people", "newest"]),
        ("tiles", ["level", "idx", "hashes"]),
        ("checkpoints", ["note"]),
        ("logs", ["tenant", "generation", "log_id", "origin", "secret"]),
    ];

    private readonly TempFolder folder = new();

    private string Path => folder.File("audit.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Columns()
    {
        var data = new TheoryData<string, string>();
        foreach (var (table, columns) in Unkeyed)
        {
            foreach (var column in columns)
            {
                data.Add(table, column);
            }
        }

        return data;
    }

    public async ValueTask InitializeAsync()
    {
        await using (var store = SqliteStore.Open(Path, SqliteOpenMode.ReadWriteCreate))
        {
            var log = await store.CreateLogAsync(Some.Log(), Cancel);
            await store.AppendAsync(
                log, [Some.Entry(log, manifest: [1], newSubjects: new NewSubject(Merkle.Hash.Empty, "user:~owner"))], Cancel);
            await store.AppendAsync(log, [SomeManifest.Placed(log, 2, "BBBBBBBBBBBBBBBBBBBBBA", SomeManifest.Ranges((0, 0)))], Cancel);
            await store.AddVerifierKeyAsync(log, 0, "key", Cancel);
            await store.PublishCheckpointAsync(log, "note", Cancel);
        }

        using var intruder = new Intruder(Path);
        intruder.Run("PRAGMA writable_schema = ON");
        intruder.Run("DELETE FROM sqlite_master WHERE type = 'trigger'");
        intruder.Run("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')");
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task No_value_in_a_column_breaks_reading(string table, string column)
    {
        foreach (var value in Values)
        {
            var path = folder.File("copy.db");
            File.Copy(Path, path, overwrite: true);
            using (var intruder = new Intruder(path))
            {
                Try(() => intruder.Run($"UPDATE {table} SET {column} = {value}"));
            }

            await using var store = SqliteStore.Open(path, SqliteOpenMode.ReadOnly);
            await ReadAll(store);
        }
    }

    [Fact]
    public async Task An_altered_column_reads_as_one_that_is_never_right()
    {
        using (var intruder = new Intruder(Path))
        {
            intruder.Run(
                "UPDATE entries SET event_id = CAST(idx AS TEXT), action = CAST(action AS BLOB), category = NULL, "
                + "actor_id = x'00', stored_at = 1.5");
            intruder.Run("UPDATE entries SET leaf = CAST(leaf AS TEXT), outcome = CAST(outcome || x'00' || 'x' AS TEXT)");
        }

        await using var store = SqliteStore.Open(Path, SqliteOpenMode.ReadOnly);
        var entry = (await store.ReadEntriesAsync(Assert.Single(await store.ListLogsAsync(Cancel)), 0, 10, Cancel))[0];
        Assert.Equal(
            (Guid.Empty, "\0", "", "\0"), (entry.Columns.EventId, entry.Columns.Action, entry.Columns.Category, entry.Columns.ActorId));
        Assert.Equal((-1, 0), (entry.StoredAt, entry.Leaf.Length));
        Assert.Equal("success\0x", entry.Columns.Outcome);
    }

    private static async Task ReadAll(SqliteStore store)
    {
        foreach (var log in await store.ListLogsAsync(Cancel))
        {
            await store.ReadHeadAsync(log, Cancel);
            await store.ReadEntriesAsync(log, 0, int.MaxValue, Cancel);
            await store.FindAsync(log, Some.Id(1), Cancel);
            await store.ReadTilesAsync(log, [new(0, 0)], Cancel);
            await store.ReadCheckpointAsync(log, Cancel);
            await store.FindSubjectsAsync(log, [Merkle.Hash.Empty], Cancel);
            await store.ReadManifestsAsync(log, Cancel);
            await store.ReadSubjectsAsync(log, 0, int.MaxValue, Cancel);
            await store.ReadAliasesAsync(log, 0, int.MaxValue, Cancel);
            await store.FindAliasesAsync(log, [new(7)], Cancel);
            await store.ReadHoldsAsync(log, Cancel);
            await store.ReadVerifierKeysAsync(log, Cancel);
            await store.FindStraysAsync(log, Cancel);
        }

        Assert.NotEmpty(await store.CheckSchemaAsync(Cancel));
    }

    // Keys refuse NULL and rows that would be equal: then there is nothing to read.
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (CairnStoreException e) when (e.Message.Contains("constraint failed", StringComparison.Ordinal))
        {
        }
    }
}
