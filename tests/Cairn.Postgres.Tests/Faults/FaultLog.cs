using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Verification;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>A host's log on a server that fails, and what must be true of it afterwards.</summary>
internal sealed class FaultLog : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly string login;

    private FaultLog(string login) => this.login = login;

    public CairnLog Log { get; private set; } = null!; // Opened right after it is made.

    public PostgresStore Store => (PostgresStore)Log.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="login">A role that may record and verify.</param>
    /// <param name="tries">How long RecordAsync tries; absent: longer than any fault lasts.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="signs">Whether it has a key: one host of a log has.</param>
    public static async Task<FaultLog> OpenAsync(string login, TimeSpan? tries = null, TimeProvider? clock = null, bool signs = true)
    {
        var made = new FaultLog(login);
        var options = new CairnOptions
        {
            KeyFile = signs ? made.folder.File("key") : null,
            SpoolWhenNeeded = true,
            RecordTimeout = tries ?? TimeSpan.FromMinutes(5),
            StopTimeout = TimeSpan.FromMinutes(2),
            Clock = clock ?? TimeProvider.System,
        };
        made.Log = await CairnLog.OpenAsync(
            await TestDatabase.OpenAsync(login), new(null, made.folder.File("spool")), options, NullLogger.Instance);
        return made;
    }

    public Task<AuditReceipt> RecordAsync(long id) => Log.RecordAsync(Some.Event(id: id), Cancel);

    /// <summary>
    /// Records an event whose first attempt fails, and lets its time be over right then, while nothing is on its way: the clock
    /// is one that stands still.
    /// </summary>
    public async Task<AuditTimeoutException> GivesUpAsync(NpgsqlDataSource other, long id, FixedClock clock, TimeSpan tries)
    {
        var waiting = RecordAsync(id);
        await other.UntilAsync(() => Log.Health().Troubles is [_]);
        clock.Advance(tries);
        return await Assert.ThrowsAsync<AuditTimeoutException>(() => waiting);
    }

    /// <summary>Several callers at once, each with so many events, one after the other; tells how many were acknowledged so far.</summary>
    public async Task<List<AuditReceipt>> RecordAsync(int callers, int each, Action<int> acknowledged)
    {
        var count = 0;
        var receipts = await Task.WhenAll(Enumerable.Range(0, callers).Select(c => Task.Run(
            async () =>
            {
                var mine = new List<AuditReceipt>();
                for (var i = 1; i <= each; i++)
                {
                    mine.Add(await RecordAsync((c * each) + i));
                    acknowledged(Interlocked.Increment(ref count));
                }

                return mine;
            },
            Cancel)));
        return [.. receipts.SelectMany(r => r)];
    }

    /// <summary>Closes the log: the events 1 to this number are in it, each once, and it verifies without findings.</summary>
    public async Task HasOnceAsync(int events, IReadOnlyList<AuditReceipt>? receipts = null)
    {
        await using var store = await TestDatabase.OpenAsync(login);
        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var verifier = Log.Signer.Key.VerifierOf(identity);
        await Log.DisposeAsync();
        var entries = await LogCheck.IsSound(store, identity);
        Assert.Equal(Enumerable.Range(1, events).Select(i => Some.Id(i)), entries.Select(e => e.Columns.EventId).Order());
        Assert.All(receipts ?? [], r => Assert.Equal(r.Id, entries[(int)r.Index].Columns.EventId));
        var report = await new LogVerifier(store).VerifyAsync(identity, new() { Verifier = verifier }, Cancel);
        Assert.Empty(report.Findings);
    }

    /// <summary>It names the server, and no password.</summary>
    public void IsExplained(Exception error)
    {
        var builder = new NpgsqlConnectionStringBuilder(login);
        Assert.Contains($"postgres://{builder.Host}:{builder.Port}/", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(builder.Password!, error.ToString(), StringComparison.Ordinal); // Made with one.
        Assert.DoesNotContain('\n', error.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        folder.Dispose();
    }
}
