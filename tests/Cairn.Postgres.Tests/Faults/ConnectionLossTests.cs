using Cairn.Contracts;
using Cairn.Entries;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>Connections are cut while the server stays.</summary>
public sealed class ConnectionLossTests : IAsyncLifetime
{
    private TestDatabase database = null!; // These are made before each test.
    private string login = null!;
    private FaultLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
        log = await FaultLog.OpenAsync(login);
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Connections_cut_again_and_again_cost_no_acknowledged_event()
    {
        var receipts = await log.RecordAsync(callers: 4, each: 40, acknowledged =>
        {
            if (acknowledged % 20 == 0)
            {
                database.Superuser.CutAsync(login).GetAwaiter().GetResult();
            }
        });
        await log.HasOnceAsync(160, receipts);
    }

    [Theory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_connection_cut_on_either_side_of_the_commit_leaves_the_event_once(string side)
    {
        await log.RecordAsync(1);
        var cuts = 0;
        log.Store.OnAppend = step =>
        {
            if (step.ToString() == side && cuts++ == 0)
            {
                database.Superuser.CutAsync(login).GetAwaiter().GetResult();
            }
        };
        List<AuditReceipt> receipts = [await log.RecordAsync(2), await log.RecordAsync(3)];
        Assert.True(cuts > 0);
        await log.HasOnceAsync(3, receipts);
    }

    [Fact]
    public async Task A_waiting_append_that_is_cut_is_told_in_words()
    {
        await log.RecordAsync(1);
        var holder = await database.Superuser.HoldHeadAsync();
        var waiting = log.RecordAsync(2);
        var pid = await database.Superuser.WaitingAsync(login, "Lock");
        await database.Superuser.GetAsync<bool>($"SELECT pg_terminate_backend({pid}, 60000)");
        await database.Superuser.WaitingAsync(login, "Lock"); // Tried again.
        await holder.EndAsync();
        List<AuditReceipt> receipts = [await waiting];
        await log.HasOnceAsync(2, receipts);
    }

    [Fact]
    public async Task A_commit_that_fails_after_the_rows_were_sent_is_no_acknowledgement()
    {
        await log.RecordAsync(1);
        await database.RunAsync("""
            CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'at the commit'; END $$;
            CREATE CONSTRAINT TRIGGER fails AFTER UPDATE ON cairn.heads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.fail()
            """);
        await using var store = await TestDatabase.OpenAsync(login);
        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var error = await Assert.ThrowsAsync<CairnStoreException>(
            async () => await store.AppendAsync(identity, [Some.Entry(identity, id: 2, at: DateTimeOffset.UtcNow)], Cancel));
        Assert.Contains("at the commit", error.Message, StringComparison.Ordinal);
        Assert.True(error.NothingWritten);
        await database.RunAsync("DROP TRIGGER fails ON cairn.heads; DROP FUNCTION public.fail()");
        await log.HasOnceAsync(1);
    }
}
