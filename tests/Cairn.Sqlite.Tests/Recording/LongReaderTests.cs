using Cairn.Contracts;

namespace Cairn.Sqlite.Tests;

/// <summary>Somebody reads the file in one transaction for long: its write-ahead log grows, is named, and becomes small again.</summary>
public sealed class LongReaderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_write_ahead_log_that_grows_is_named_and_is_small_again_when_the_reader_has_gone()
    {
        var (path, clock, logger) = (folder.File("audit.db"), new FixedClock(), new ListLogger());
        await using var log = await CairnSqlite.OpenAsync(path, new() { Clock = clock }, logger);
        await log.RecordAsync(Some.Event(), Cancel);
        using (var reader = new Intruder(path))
        {
            reader.Run("BEGIN");
            reader.Run("SELECT count(*) FROM entries");
            var large = Enumerable.Range(0, 4)
                .Select(i => Some.Event() with { Id = null, Reason = new string((char)('a' + i), 250_000) })
                .ToList();
            while (new FileInfo($"{path}-wal").Length < 140 << 20)
            {
                await log.RecordAllAsync([.. Enumerable.Range(0, 16).SelectMany(_ => large)], Cancel);
            }

            Assert.Contains(log.Health().Words(), w => w.Contains("audit.db-wal has grown to ", StringComparison.Ordinal));
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Single(logger.Lines, line => line.Contains("audit.db-wal has grown to ", StringComparison.Ordinal));
            reader.Run("ROLLBACK");
        }

        for (var i = 0; i < 3; i++)
        {
            await log.RecordAsync(Some.Event() with { Id = null }, Cancel);
        }

        Assert.InRange(new FileInfo($"{path}-wal").Length, 0, 64 << 20);
        Assert.Null(log.Store.Trouble);
    }
}
