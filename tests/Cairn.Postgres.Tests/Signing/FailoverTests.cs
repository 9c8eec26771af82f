using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Recovery;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cairn.Postgres.Tests.Signing;

/// <summary>A primary with a streaming standby that lags, and two hosts with the key. The primary is lost, the standby promoted.</summary>
public sealed class FailoverTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly PostgresCluster primary = PostgresCluster.Start("fsync = off\nsynchronous_commit = on");
    private PostgresCluster? standby;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string First => folder.File("first.key");

    private string Second => folder.File("second.key");

    public void Dispose()
    {
        standby?.Dispose();
        primary.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task After_a_fail_over_to_a_standby_that_lagged_no_host_signs_and_recovery_goes_on_in_the_open()
    {
        await MigrateAsync();
        standby = PostgresCluster.StandbyOf(primary);
        var old = await RecordAndLoseAsync();
        primary.Kill();
        standby.Promote();

        foreach (var key in (string[])[First, Second])
        {
            await using var host = await OpenAsync(standby, key);
            var refused = await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync(host));
            Assert.Equal(SigningRefusal.Restored, refused.Refusal);
            Assert.Contains("has 1 entry, but 3 were signed", refused.Message, StringComparison.Ordinal);
        }

        await RecoversAsync(old);
    }

    [Fact]
    public async Task A_standby_that_lagged_and_was_recorded_to_before_the_keys_came_back_is_a_fork()
    {
        await MigrateAsync();
        standby = PostgresCluster.StandbyOf(primary);
        await RecordAndLoseAsync();
        primary.Kill();
        standby.Promote();
        await using (var keyless = await OpenAsync(standby, null))
        {
            for (var i = 0; i < 5; i++)
            {
                await RecordAsync(keyless);
            }
        }

        await using var host = await OpenAsync(standby, Second);
        Assert.Equal(SigningRefusal.Forked, (await Assert.ThrowsAsync<CairnSigningException>(() => RecordAsync(host))).Refusal);
    }

    private async Task MigrateAsync()
    {
        await using var database = new PostgresDatabase(NpgsqlDataSource.Create(primary.ConnectionString), ownsSource: true);
        await new PostgresMigrator(database).MigrateAsync(SchemaRoles.WithPrefix("cairn_"), Cancel);
    }

    /// <summary>An entry that the standby has, then two that it has not, all signed, and known to both hosts.</summary>
    private async Task<LogIdentity> RecordAndLoseAsync()
    {
        await using var signer = await OpenAsync(primary, First);
        using (var key = SigningHost.Of(First))
        {
            key.Copy(Second).Dispose();
        }

        await RecordAsync(signer);
        var log = (await signer.Store.ListLogsAsync(Cancel))[0];
        await signer.Signer.SignInTurnAsync(log, Cancel);
        await CutOffAsync();
        await RecordAsync(signer);
        await RecordAsync(signer);
        await signer.Signer.SignInTurnAsync(log, Cancel);

        // The second host records nothing: it only looks.
        await using var store = await StoreAsync(primary);
        using var second = SigningHost.Of(Second);
        await second.SignAsync(store, log);
        Assert.Equal(3, second.Remembers(log));
        return log;
    }

    private async Task CutOffAsync()
    {
        var reached = await GetAsync<long>(primary, PostgresCluster.Position);
        while (await GetAsync<long>(standby!, PostgresCluster.Position) < reached)
        {
            await Task.Yield();
        }

        await GetAsync<object>(standby!, PostgresCluster.CutOff);
        while (!await GetAsync<bool>(standby!, PostgresCluster.IsCutOff))
        {
            await Task.Yield();
        }
    }

    private async Task RecoversAsync(LogIdentity old)
    {
        await using (var store = await StoreAsync(standby!))
        {
            var recovered = Assert.Single(await new LogRecovery(store, First, shared: true).RecoverAsync(Cancel));
            Assert.Equal(("restored", old.Origin, 1L), (recovered.Attested.Reason, recovered.Attested.Origin, recovered.Attested.Size));
        }

        await using var one = await OpenAsync(standby!, First);
        await using var other = await OpenAsync(standby!, Second);
        var receipt = await RecordAsync(one);
        // The attestation is entry 0.
        Assert.Equal((receipt.Log, 2L), ((await RecordAsync(other)).Log, (await RecordAsync(one)).Index - 1));
        Assert.NotEqual(old.LogId, receipt.Log);
    }

    private async Task<CairnLog> OpenAsync(PostgresCluster cluster, string? key) => await CairnLog.OpenAsync(
        await StoreAsync(cluster), new(null, folder.File("spool")), new() { KeyFile = key, SpoolWhenNeeded = true }, NullLogger.Instance);

    private static Task<PostgresStore> StoreAsync(PostgresCluster cluster) => TestDatabase.OpenAsync(cluster.ConnectionString);

    private static Task<AuditReceipt> RecordAsync(CairnLog host) =>
        host.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")), Cancel);

    private static async Task<T> GetAsync<T>(PostgresCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection($"{cluster.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancel);
        T? last = default;
        foreach (var statement in sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            last = (T?)await command.ExecuteScalarAsync(Cancel);
        }

        return last!; // Each asks for something.
    }
}
