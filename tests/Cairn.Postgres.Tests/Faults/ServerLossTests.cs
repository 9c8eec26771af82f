using Cairn.Contracts;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>The server goes, in order and otherwise, and comes back.</summary>
public sealed class ServerLossTests(FaultServer server) : IClassFixture<FaultServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_killed_twice_during_appends_has_every_acknowledged_event_once()
    {
        await using var log = await FaultLog.OpenAsync(await server.NewDatabaseAsync());
        var receipts = await log.RecordAsync(callers: 4, each: 30, acknowledged =>
        {
            if (acknowledged is 30 or 80)
            {
                server.Cluster.Kill();
                server.Cluster.StartAgain();
            }
        });
        Assert.Equal(120, receipts.Count);
        await log.HasOnceAsync(120, receipts);
    }

    [Fact]
    public async Task A_server_process_that_the_system_kills_takes_all_others_with_it_and_no_acknowledged_event()
    {
        var login = await server.NewDatabaseAsync();
        await using var log = await FaultLog.OpenAsync(login);
        await using var superuser = server.SuperuserOf(login);
        await log.RecordAsync(1);
        var holder = await superuser.HoldHeadAsync();
        var waiting = log.RecordAsync(2);
        await FaultSql.SignalAsync("-KILL", await superuser.WaitingAsync(login, "Lock"));
        await using var connection = holder.Connection;
        Assert.Equal(2, (await waiting).Index + 1); // The lock went with its holder.
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task While_the_server_is_away_the_caller_is_told_that_the_event_will_not_arrive_and_records_it_again_later()
    {
        // Less than the first pause after a failure.
        var (clock, tries) = (new FixedClock(DateTimeOffset.UtcNow), TimeSpan.FromMilliseconds(20));
        var login = await server.NewDatabaseAsync();
        await using var log = await FaultLog.OpenAsync(login);
        await log.RecordAsync(1);
        await using var hasty = await FaultLog.OpenAsync(login, tries, clock, signs: false);
        server.Cluster.Stop();
        try
        {
            var error = await hasty.GivesUpAsync(server.Superuser, 2, clock, tries);
            Assert.Equal((Some.Id(2), false), (error.Id, error.MayStillArrive));
            log.IsExplained(error);
        }
        finally
        {
            server.Cluster.StartAgain();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        await log.RecordAsync(2);
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task What_was_recorded_into_the_spool_is_there_once_after_the_server_was_killed_and_away()
    {
        await using var log = await FaultLog.OpenAsync(await server.NewDatabaseAsync());
        await log.RecordAsync(1);
        for (var id = 2; id <= 300; id++)
        {
            log.Log.Record(Some.Event(id: id));
            if (id == 100)
            {
                server.Cluster.Kill();
            }
        }

        server.Cluster.StartAgain();
        Assert.Equal(0, log.Log.Dropped);
        await log.HasOnceAsync(300);
    }

    [Fact]
    public async Task A_connection_cut_between_the_commit_and_its_answer_leaves_one_entry_and_a_caller_who_knows_that_it_may_be_there()
    {
        var login = await server.NewDatabaseAsync();
        await using var log = await FaultLog.OpenAsync(login, tries: TimeSpan.FromSeconds(3));
        await using var superuser = server.SuperuserOf(login);
        await log.RecordAsync(1);

        // Signed: else the signer's commit could be the one that waits.
        while (await superuser.GetAsync<long>("SELECT count(*) FROM cairn.checkpoints WHERE split_part(note, E'\n', 2) = '1'") == 0)
        {
            await Task.Yield();
        }

        // A commit waits for a standby that never comes: it is done, and nobody was told.
        await StandbysAsync("nobody");
        var waiting = log.RecordAsync(2);
        var pid = await superuser.WaitingAsync(login, "SyncRep");
        await superuser.GetAsync<bool>($"SELECT pg_terminate_backend({pid}, 60000)");
        var error = await Assert.ThrowsAsync<AuditTimeoutException>(() => waiting);
        Assert.True(error.MayStillArrive);
        Assert.Equal(1L, await superuser.GetAsync<long>($"SELECT count(*) FROM cairn.entries WHERE event_id = '{Some.Id(2)}'"));

        await StandbysAsync("");
        Assert.Equal(1, (await UntilRecordedAsync(log, 2)).Index);
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task A_server_that_hangs_does_not_hang_the_log()
    {
        var login = await server.NewDatabaseAsync();
        await using var log = await FaultLog.OpenAsync($"{login};Command Timeout=0");
        await using var superuser = server.SuperuserOf(login);
        await log.RecordAsync(1);
        log.Store.AppendLimit = TimeSpan.FromSeconds(1);
        var holder = await superuser.HoldHeadAsync();
        var waiting = log.RecordAsync(2);
        var pid = await superuser.WaitingAsync(login, "Lock");
        await FaultSql.SignalAsync("-STOP", pid);
        try
        {
            await holder.EndAsync();
            await superuser.UntilAsync(() => log.Log.Health().Troubles is [_]);
            Assert.Contains("did not answer in time", log.Log.Health().Troubles[0].Why, StringComparison.Ordinal);
        }
        finally
        {
            await FaultSql.SignalAsync("-CONT", pid);
        }

        log.Store.AppendLimit = TimeSpan.FromMinutes(1);
        await waiting;
        await log.HasOnceAsync(2);
    }

    // It may be refused again while the server comes back; how often is bounded by the time a test has.
    private static async Task<AuditReceipt> UntilRecordedAsync(FaultLog log, long id)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await log.RecordAsync(id);
            }
            catch (AuditTimeoutException) when (tries < 60)
            {
                Cancel.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task StandbysAsync(string names)
    {
        await server.Superuser.GetAsync<object>($"ALTER SYSTEM SET synchronous_standby_names = '{names}'");
        await server.Superuser.GetAsync<bool>("SELECT pg_reload_conf()");
        while (await server.Superuser.GetAsync<string>("SHOW synchronous_standby_names") != names)
        {
            await Task.Yield(); // Each look is a new connection, which has what the server has by then.
        }
    }
}
