using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Sqlite.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("application_id", "1128354382")] // "CARN"
    [InlineData("user_version", "3")]
    [InlineData("page_size", "8192")]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")] // FULL
    [InlineData("secure_delete", "1")]
    public async Task The_connection_that_appends_is_set(string pragma, string value)
    {
        await using var store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);
        Assert.Equal(value, store.Writer!.Text($"SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"));
        await store.DisposeAsync();
        await using var again = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);
        Assert.Equal(value, again.Writer!.Text($"SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"));
    }

    [Fact]
    public async Task What_is_erased_is_gone_from_the_file_and_its_log()
    {
        var path = folder.File("audit.db");
        await using (var store = SqliteStore.Open(path, SqliteOpenMode.ReadWriteCreate))
        {
            var log = await store.CreateLogAsync(Some.Log(), Cancel);
            var entries = Some.Entries(log, 50);
            await store.AppendAsync(log, entries, Cancel);
            store.Writer!.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            Assert.NotEqual(-1, File.ReadAllBytes(path).AsSpan().IndexOf("Example Owner"u8));
            await store.AppendAsync(
                log, [SomeManifest.Erased(log, 100, entries.SelectMany(e => e.Disclosures).Select(d => d.Digest))], Cancel);
            await store.EraseAsync(log, 50, [.. Enumerable.Range(0, 50).Select(i => (long)i)], Cancel);
            Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("Example Owner"u8));
            Assert.Equal(0, new FileInfo(path + "-wal").Length);
        }

        Assert.Equal([path], Directory.GetFiles(folder.Path)); // The write-ahead log is folded into it.
        Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("Example Owner"u8));
    }

    [Fact]
    public void The_native_library_knows_what_the_schema_needs() => Assert.True(Version.Parse(NativeSqlite.Version) >= new Version(3, 53));
}
