using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Postgres.Tests.Faults;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Who is sent together shares a transaction, and nothing else: no answer, no end, no failure.</summary>
public sealed class SharedFateTests : IAsyncLifetime
{
    private const int Senders = 4;

    private ManyLogs many = null!; // These are made before each test.
    private TestDatabase database = null!;
    private string login = null!;
    private PostgresStore store = null!;
    private LogIdentity[] logs = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (database, login, store, logs) = many = await ManyLogs.MakeAsync(12);

    public ValueTask DisposeAsync() => many.DisposeAsync();

    [Fact]
    public async Task Two_who_ask_for_one_person_at_once_are_both_answered_with_what_they_asked()
    {
        var log = logs[0];
        var (one, two) = (Sealer.Lookup(log, new("user", "u-1")), Sealer.Lookup(log, new("user", "u-2")));
        NewSubject[] subjects = [new(one, "~AAAAAAAAAAAAAAAAAAAAAA"), new(two, "~BBBBBBBBBBBBBBBBBBBBBB")];
        await store.AppendAsync(log, [Some.Entry(log, newSubjects: subjects)], Cancel);
        var holder = await HoldAsync("cairn.directory");
        var first = new Task<IReadOnlyDictionary<Hash, StoredSubject>>[Senders];
        for (var i = 0; i < Senders; i++)
        {
            first[i] = FindAsync(logs[i + 1], one);
            await database.Superuser.WaitingAsync(login, "Lock", i + 1);
        }

        var together = new[] { FindAsync(log, one), FindAsync(log, one, two), FindAsync(log, two, two), FindAsync(logs[1], one, two) };
        await holder.EndAsync();
        Assert.All(await Task.WhenAll(first), Assert.Empty);
        Assert.Equal([one], (await together[0]).Keys);
        Assert.Equal(2, (await together[1]).Count);
        Assert.Equal([two], (await together[2]).Keys);
        Assert.Empty(await together[3]);
    }

    [Fact]
    public async Task Who_gave_up_before_the_others_went_does_not_part_them()
    {
        var holder = await HoldAsync("cairn.settings");
        var first = new Task[Senders];
        for (var i = 0; i < Senders; i++)
        {
            first[i] = AppendAsync(store, logs[i]);
            await database.Superuser.WaitingAsync(login, "Lock", i + 1);
        }

        using var giveUp = new CancellationTokenSource();
        var given = store.AppendAsync(logs[4], Some.Entries(logs[4], 2), giveUp.Token).AsTask();
        var rest = logs[5..].Select(log => AppendAsync(store, log)).ToArray();
        await giveUp.CancelAsync();
        await holder.EndAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Task.WhenAll([.. first, .. rest]);
        Assert.Equal(1L, await database.GetAsync<long>("SELECT count(DISTINCT xmin::text) FROM cairn.heads "
            + $"WHERE log = ANY ('{{{string.Join(',', logs[5..].Select(l => l.Key))}}}')"));
        Assert.Equal(0L, await database.GetAsync<long>($"SELECT size FROM cairn.heads WHERE log = {logs[4].Key}"));
    }

    [Fact]
    public async Task Appends_that_wait_when_the_store_is_closed_come_to_an_end()
    {
        var closing = await TestDatabase.OpenAsync(login);
        var holder = await (await database.Superuser.OpenConnectionAsync(Cancel)).BeginTransactionAsync(Cancel);
        await holder.RunAsync("SELECT 1 FROM cairn.heads FOR NO KEY UPDATE");
        var appends = logs.Select(log => AppendAsync(closing, log)).ToArray();
        await database.Superuser.WaitingAsync(login, "Lock", Senders); // These go alone; the others wait for their turn to.
        await closing.DisposeAsync();
        await holder.EndAsync();
        foreach (var append in appends)
        {
            var refusal = await Record.ExceptionAsync(() => append.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
            Assert.True(
                refusal is null or CairnStoreException or ObjectDisposedException { ObjectName: not "System.Threading.SemaphoreSlim" },
                $"{refusal}");
        }

        // What was acknowledged is there, and nothing else.
        var acknowledged = appends.Count(a => a.IsCompletedSuccessfully);
        Assert.Equal((long)acknowledged, await database.GetAsync<long>("SELECT count(*) FROM cairn.heads WHERE size = 2"));
        Assert.True(acknowledged >= Senders);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fewer_connections_than_senders_are_enough(int connections)
    {
        await using var narrow = await TestDatabase.OpenAsync(
            new NpgsqlConnectionStringBuilder(login) { MaxPoolSize = connections, Timeout = 60 }.ConnectionString);
        await using var other = await TestDatabase.OpenAsync(login);
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(logs.SelectMany(log => new[] { (Store: narrow, From: 1), (Store: other, From: 1001) }
                .Select(s => s.Store.AppendAsync(log, Some.Entries(log, 3, s.From + (round * 3)), Cancel).AsTask())));
        }

        foreach (var log in logs)
        {
            Assert.Equal(30, (await LogCheck.IsSound(narrow, log)).Count);
        }
    }

    [Fact]
    public async Task A_commit_that_fails_acknowledges_nothing()
    {
        await database.RunAsync("""
            CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no commit' USING ERRCODE = '58030'; END $$;
            CREATE CONSTRAINT TRIGGER fail AFTER UPDATE ON cairn.heads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.fail()
            """);
        var appends = logs.Select(log => AppendAsync(store, log)).ToArray();
        foreach (var append in appends)
        {
            Assert.Contains("no commit", (await Assert.ThrowsAsync<CairnStoreException>(() => append)).Message, StringComparison.Ordinal);
        }

        await database.RunAsync("DROP TRIGGER fail ON cairn.heads");
        Assert.Equal(
            0L, await database.GetAsync<long>("SELECT (SELECT sum(size) FROM cairn.heads)::bigint + (SELECT count(*) FROM cairn.entries)"));
        foreach (var (log, results) in logs.Zip(await Task.WhenAll(logs.Select(log => AppendAsync(store, log)))))
        {
            Assert.Equal([0L, 1], results.Select(r => r.Index)); // No head was remembered that is none.
            Assert.Equal(2, (await LogCheck.IsSound(store, log)).Count);
        }
    }

    private static Task<IReadOnlyList<AppendResult>> AppendAsync(PostgresStore store, LogIdentity log) =>
        store.AppendAsync(log, Some.Entries(log, 2), Cancel).AsTask();

    private Task<IReadOnlyDictionary<Hash, StoredSubject>> FindAsync(LogIdentity log, params Hash[] identifiers) =>
        store.SubjectsAsync(log, identifiers, Cancel);

    private async Task<NpgsqlTransaction> HoldAsync(string table)
    {
        var transaction = await (await database.Superuser.OpenConnectionAsync(Cancel)).BeginTransactionAsync(Cancel);
        await transaction.RunAsync($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        return transaction;
    }
}
