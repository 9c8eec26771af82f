using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Postgres.Tests.Faults;
using Npgsql;

namespace Cairn.Postgres.Tests.Signing;

/// <summary>Many logs are signed at the same time, and share transactions.</summary>
public sealed class SigningTurnsTests : IAsyncLifetime
{
    private const int Senders = 2;

    private ManyLogs many = null!; // These are made before each test.
    private TestDatabase database = null!;
    private string login = null!;
    private PostgresStore store = null!;
    private LogIdentity[] logs = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (database, login, store, logs) = many = await ManyLogs.MakeAsync(30);

    public ValueTask DisposeAsync() => many.DisposeAsync();

    [Fact]
    public async Task Logs_that_are_signed_at_the_same_time_share_a_transaction_and_nobodys_trouble()
    {
        await store.PublishCheckpointAsync(logs[3], "another host's", Cancel);
        await using var other = await database.Superuser.OpenConnectionAsync(Cancel);
        var turn = await other.BeginTransactionAsync(Cancel);
        await turn.RunAsync($"SELECT pg_advisory_xact_lock(1128356175, hashint8({logs[5].Key}))");

        var holder = await (await database.Superuser.OpenConnectionAsync(Cancel)).BeginTransactionAsync(Cancel);
        await holder.RunAsync("LOCK TABLE cairn.checkpoints IN ACCESS EXCLUSIVE MODE");
        var first = new Task<bool>[Senders];
        for (var i = 0; i < Senders; i++)
        {
            first[i] = PublishAsync(await store.CreateLogAsync(Some.Log(string.Create(CultureInfo.InvariantCulture, $"other{i}")), Cancel));
            await database.Superuser.WaitingAsync(login, "Lock", i + 1);
        }

        var all = logs.Select((log, i) => i == 7 ? PublishAsync(log, () => throw new IOException("The disk is full.")) : PublishAsync(log))
            .ToArray();
        await holder.EndAsync();
        Assert.All(await Task.WhenAll(first), Assert.True);
        Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<IOException>(() => all[7])).Message);
        for (var i = 0; i < logs.Length; i++)
        {
            if (i != 7)
            {
                Assert.Equal(i is not 3 and not 5, await all[i]); // Another host published, or has the turn.
            }

            Assert.Equal(
                i switch { 3 => "another host's", 5 or 7 => null, _ => $"note of {logs[i].Tenant}" },
                await store.ReadCheckpointAsync(logs[i], Cancel));
        }

        Assert.Equal(1L, await database.GetAsync<long>("SELECT count(DISTINCT c.xmin::text) FROM cairn.checkpoints c JOIN cairn.logs l "
            + "ON l.key = c.log WHERE l.tenant LIKE 't%' AND l.tenant <> 't3'"));
    }

    [Fact]
    public async Task What_is_read_of_many_logs_at_once_is_each_ones_own()
    {
        await Task.WhenAll(logs.Select((log, i) => store.AppendAsync(log, Some.Entries(log, i + 1), Cancel).AsTask()));
        await Task.WhenAll(logs.Where((_, i) => i % 2 == 0).Select(log => PublishAsync(log)));
        await Task.WhenAll(logs.Select(async (log, i) =>
        {
            Assert.Equal(i + 1, (await store.ReadHeadAsync(log, Cancel)).Size);
            Assert.Equal(i % 2 == 0 ? $"note of {log.Tenant}" : null, await store.ReadCheckpointAsync(log, Cancel));
            Assert.Equal(32 * (i + 1), (await store.ReadTilesAsync(log, [new(0, 0), new(1, 0)], Cancel))[new(0, 0)].Length);
        }));
        var unknown = Some.Log("unknown") with { Key = 9_999 };
        Assert.Null(await store.ReadCheckpointAsync(unknown, Cancel));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.ReadHeadAsync(unknown, Cancel));
    }

    private Task<bool> PublishAsync(LogIdentity log, Func<string>? sign = null) =>
        store.PublishInTurnAsync(log, null, sign ?? (() => $"note of {log.Tenant}"), Cancel).AsTask();
}
