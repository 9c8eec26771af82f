using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Postgres.Tests.Faults;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Appends to many logs at the same time, in one transaction; what troubles one of them troubles no other.</summary>
public sealed class TogetherTests : IAsyncLifetime
{
    private const int Senders = 4;
    private const int Troubled = 3;

    private ManyLogs many = null!; // These are made before each test.
    private TestDatabase database = null!;
    private string login = null!;
    private PostgresStore store = null!;
    private LogIdentity[] logs = null!;
    private NpgsqlTransaction holder = null!;
    private Task[] first = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (database, login, store, logs) = many = await ManyLogs.MakeAsync(20);

    public ValueTask DisposeAsync() => many.DisposeAsync();

    [Fact]
    public async Task What_waits_at_the_same_time_goes_in_one_transaction()
    {
        await HoldSendersAsync();
        var appends = logs.Select(AppendAsync).ToArray();
        await ReleaseAsync();
        foreach (var (log, append) in logs.Zip(appends))
        {
            Assert.Equal(
                [new(AppendStatus.Appended, 0, Entries(log)[0].LeafHash), new(AppendStatus.Appended, 1, Entries(log)[1].LeafHash)],
                await append);
            Assert.Equal(2, (await LogCheck.IsSound(store, log)).Count);
        }

        Assert.Equal(1L, await database.GetAsync<long>(
            "SELECT count(DISTINCT h.xmin::text) FROM cairn.heads h JOIN cairn.logs l ON l.key = h.log WHERE l.tenant LIKE 't%'"));
    }

    [Fact]
    public async Task A_log_whose_head_moved_is_learnt_of_and_goes_with_the_others()
    {
        await store.AppendAsync(logs[Troubled], Some.Entries(logs[Troubled], 3, from: 100), Cancel);
        await using var other = await TestDatabase.OpenAsync(login);
        await other.AppendAsync(logs[Troubled], Some.Entries(logs[Troubled], 300, from: 200), Cancel);
        await HoldSendersAsync();
        var appends = logs.Select(AppendAsync).ToArray();
        await ReleaseAsync();
        await Task.WhenAll(appends);
        Assert.Equal([303L, 304], (await appends[Troubled]).Select(r => r.Index));
        Assert.Equal(305, (await LogCheck.IsSound(store, logs[Troubled])).Count);
        Assert.Equal(1L, await database.GetAsync<long>(
            "SELECT count(DISTINCT h.xmin::text) FROM cairn.heads h JOIN cairn.logs l ON l.key = h.log WHERE l.tenant LIKE 't%'"));
    }

    [Fact]
    public async Task Events_that_a_log_has_are_left_out()
    {
        await store.AppendAsync(logs[Troubled], [Entries(logs[Troubled])[1]], Cancel);
        await store.AppendAsync(logs[^1], Entries(logs[^1]), Cancel);
        await HoldSendersAsync();
        var appends = logs.Select(AppendAsync).ToArray();
        await ReleaseAsync();
        Assert.Equal([AppendStatus.Appended, AppendStatus.Replayed], (await appends[Troubled]).Select(r => r.Status));
        Assert.Equal([1L, 0], (await appends[Troubled]).Select(r => r.Index));
        Assert.All(await appends[^1], r => Assert.Equal(AppendStatus.Replayed, r.Status));
        await OthersAreDoneAsync(appends);
        Assert.Equal(2, (await LogCheck.IsSound(store, logs[Troubled])).Count);
    }

    [Fact]
    public async Task No_tenant_waits_for_one_that_another_process_appends_to()
    {
        await using var connection = await database.Superuser.OpenConnectionAsync(Cancel);
        var busy = await connection.BeginTransactionAsync(Cancel);
        await busy.RunAsync($"SELECT 1 FROM cairn.heads WHERE log = {logs[Troubled].Key} FOR NO KEY UPDATE");
        await HoldSendersAsync();
        var appends = logs.Select(AppendAsync).ToArray();
        await ReleaseAsync();
        await OthersAreDoneAsync(appends);
        Assert.False(appends[Troubled].IsCompleted);
        await busy.RollbackAsync(Cancel);
        Assert.Equal([0L, 1], (await appends[Troubled]).Select(r => r.Index));
    }

    [Fact]
    public async Task A_refusal_is_its_own_log_s()
    {
        await HoldSendersAsync();
        var unborn = Some.Log("unborn") with { Key = 9_999 };
        var deleted = AppendAsync(unborn);
        var late = store.AppendAsync(logs[Troubled], [Some.Entry(logs[Troubled], at: new(2199, 1, 1, 0, 0, 0, TimeSpan.Zero))], Cancel)
            .AsTask();
        var appends = logs.Select((log, i) => i == Troubled ? late : AppendAsync(log)).ToArray();
        await ReleaseAsync();
        Assert.Contains(
            "There is no log 9999", (await Assert.ThrowsAsync<CairnStoreException>(() => deleted)).Message, StringComparison.Ordinal);
        Assert.Contains("clock", (await Assert.ThrowsAsync<CairnStoreException>(() => late)).Message, StringComparison.Ordinal);
        await OthersAreDoneAsync(appends);
        Assert.Equal(0L, await database.GetAsync<long>($"SELECT size FROM cairn.heads WHERE log = {logs[Troubled].Key}"));
    }

    [Fact]
    public async Task A_damaged_head_is_its_own_log_s()
    {
        await database.UnguardedAsync($"UPDATE cairn.heads SET edge = 'x' WHERE log = {logs[Troubled].Key}", "heads");
        await HoldSendersAsync();
        var appends = logs.Select(AppendAsync).ToArray();
        await ReleaseAsync();
        Assert.Contains(
            "run cairn verify", (await Assert.ThrowsAsync<CairnStoreException>(() => appends[Troubled])).Message, StringComparison.Ordinal);
        await OthersAreDoneAsync(appends);
    }

    [Fact]
    public async Task A_person_known_by_another_name_is_its_own_log_s()
    {
        var log = logs[Troubled];
        var identifier = Sealer.Lookup(log, new("user", "u-1"));
        await store.AppendAsync(
            log, [Some.Entry(log, id: 500, newSubjects: new NewSubject(identifier, "~AAAAAAAAAAAAAAAAAAAAAA"))], Cancel);
        await HoldSendersAsync();
        var race = store.AppendAsync(
            log, [Some.Entry(log, id: 501, newSubjects: new NewSubject(identifier, "~BBBBBBBBBBBBBBBBBBBBBB"))], Cancel).AsTask();
        var appends = logs.Select((l, i) => i == Troubled ? race : AppendAsync(l)).ToArray();
        await ReleaseAsync();
        await Assert.ThrowsAsync<SubjectRaceException>(() => race);
        await OthersAreDoneAsync(appends);
    }

    [Fact]
    public async Task Who_gives_up_gives_up_alone()
    {
        await HoldSendersAsync();
        using var giveUp = new CancellationTokenSource();
        var given = store.AppendAsync(logs[Troubled], Entries(logs[Troubled]), giveUp.Token).AsTask();
        var appends = logs.Select((log, i) => i == Troubled ? given : AppendAsync(log)).ToArray();
        await giveUp.CancelAsync();
        await ReleaseAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await OthersAreDoneAsync(appends);
    }

    [Fact]
    public async Task Four_hosts_append_to_the_same_twenty_logs_without_forks_or_gaps()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabase.OpenAsync(login)));
        await Task.WhenAll(hosts.SelectMany((host, n) => logs.Select(log => Task.Run(() => AppendAllAsync(host, log, n), Cancel))));
        foreach (var log in logs)
        {
            var entries = await LogCheck.IsSound(store, log);
            Assert.Equal(Enumerable.Range(1, 4 * 30).Select(i => Some.Id(i)), entries.Select(e => e.Columns.EventId).Order());
        }

        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    // Batches of seeded sizes; each event also comes once more from the next host.
    private static async Task AppendAllAsync(PostgresStore host, LogIdentity log, int n)
    {
        var random = new Random((int)(n + (10 * log.Key)));
        for (var from = 0; from < 30;)
        {
            var count = Math.Min(random.Next(1, 10), 30 - from);
            await host.AppendAsync(log, Some.Entries(log, count, (n * 30) + from + 1), Cancel);
            await host.AppendAsync(log, Some.Entries(log, 1, ((n + 1) % 4 * 30) + from + 1), Cancel);
            from += count;
        }
    }

    private static List<SealedEntry> Entries(LogIdentity log) => Some.Entries(log, 2);

    private Task<IReadOnlyList<AppendResult>> AppendAsync(LogIdentity log) => store.AppendAsync(log, Entries(log), Cancel).AsTask();

    private async Task OthersAreDoneAsync(Task<IReadOnlyList<AppendResult>>[] appends)
    {
        for (var i = 0; i < logs.Length; i++)
        {
            if (i != Troubled)
            {
                Assert.Equal([0L, 1], (await appends[i]).Select(r => r.Index));
                Assert.Equal(2, (await LogCheck.IsSound(store, logs[i])).Count);
            }
        }
    }

    // Every sender has an append under way that waits for a table; what comes now waits for them.
    private async Task HoldSendersAsync()
    {
        holder = await (await database.Superuser.OpenConnectionAsync(Cancel)).BeginTransactionAsync(Cancel);
        await holder.RunAsync("LOCK TABLE cairn.settings IN ACCESS EXCLUSIVE MODE");
        first = new Task[Senders];
        for (var i = 0; i < Senders; i++)
        {
            first[i] = AppendAsync(await store.CreateLogAsync(Some.Log(string.Create(CultureInfo.InvariantCulture, $"other{i}")), Cancel));
            await database.Superuser.WaitingAsync(login, "Lock", i + 1);
        }
    }

    private async Task ReleaseAsync()
    {
        await holder.EndAsync();
        await Task.WhenAll(first);
    }
}
