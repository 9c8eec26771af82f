using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Entries;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>Appends wait for a lock that others hold, die with, or never give back.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    // Shorter than the first pause after a failure.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private const string Logs = "ARRAY(SELECT key FROM cairn.list_logs())";

    private TestDatabase database = null!; // These are made before each test.
    private string login = null!;
    private FaultLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        login = await database.LoginAsync("writer", "keeper");
        log = await FaultLog.OpenAsync(login);
        await log.RecordAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("ALTER ROLE {0} SET statement_timeout = 200", "allow it more time (statement_timeout)")]
    [InlineData("ALTER FUNCTION cairn.append SET lock_timeout = 200", "waited too long for another process's append")]
    public async Task A_time_out_is_told_with_what_to_do_and_the_event_was_not_written(string limit, string words)
    {
        await database.RunAsync(string.Format(null, limit, User(login)));
        var clock = new FixedClock(DateTimeOffset.UtcNow);
        await using var hasty = await FaultLog.OpenAsync(login, Short, clock, signs: false);
        var holder = await database.Superuser.HoldHeadAsync();
        var error = await hasty.GivesUpAsync(database.Superuser, 2, clock, Short);
        Assert.False(error.MayStillArrive);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        log.IsExplained(error);

        await holder.EndAsync();
        clock.Advance(TimeSpan.FromMinutes(1)); // It does not try that event again.
        // Verifying takes longer.
        await database.RunAsync($"ALTER FUNCTION cairn.append SET lock_timeout = '20s'; ALTER ROLE {User(login)} RESET statement_timeout");
        await hasty.Log.DisposeAsync();
        Assert.Equal(1L, await database.GetAsync<long>("SELECT size FROM cairn.heads"));
        await log.RecordAsync(2);
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task A_writer_that_falls_silent_while_it_holds_the_head_loses_it()
    {
        var silent = await database.LoginAsync("writer");
        await using (var source = NpgsqlDataSource.Create($"{silent};Pooling=false"))
        {
            await using var unlimited = await source.OpenConnectionAsync(Cancel);
            Assert.Equal("30s", await HoldAsync(unlimited));
        }

        await database.RunAsync($"ALTER ROLE {User(silent)} SET idle_in_transaction_session_timeout = 500");
        await using var quick = TestDatabase.Source(silent);
        var connection = await quick.OpenConnectionAsync(Cancel);
        Assert.Equal("500ms", await HoldAsync(connection));
        await log.RecordAsync(2);
        Assert.Equal("25P03", (await Assert.ThrowsAsync<PostgresException>(async () => await connection.DisposeAsync())).SqlState);
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task A_writer_that_is_killed_while_it_holds_the_head_gives_it_back()
    {
        var builder = new NpgsqlConnectionStringBuilder(login);
        var start = new ProcessStartInfo(
            // All are named.
            Path.Combine(PostgresCluster.Binaries, "psql"),
            [
                "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", builder.Host!, "-p", $"{builder.Port}", "-U", builder.Username!, "-d",
                builder.Database!
            ])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        start.Environment["PGPASSWORD"] = builder.Password;
        using var writer = Process.Start(start)!; // Not by the shell: there is one.
        await writer.StandardInput.WriteLineAsync($"BEGIN; {Probe}; SELECT 'held';");
        await writer.StandardInput.FlushAsync(Cancel);
        while (await writer.StandardOutput.ReadLineAsync(Cancel) is { } line && line != "held")
        {
        }

        var waiting = log.RecordAsync(2);
        await database.Superuser.WaitingAsync(login, "Lock");
        Assert.False(waiting.IsCompleted);
        writer.Kill();
        await writer.WaitForExitAsync(Cancel);
        await waiting;
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task An_append_given_up_in_a_deadlock_is_done_again()
    {
        // Its own wait is looked at first, when the other one is waiting for it.
        await database.RunAsync($"ALTER ROLE {User(login)} SET deadlock_timeout = '3s'");
        await using var other = await FaultLog.OpenAsync(login, signs: false);
        var holder = await database.Superuser.HoldHeadAsync();
        await holder.RunAsync("SET LOCAL deadlock_timeout = '100s'");
        var waiting = other.RecordAsync(2);
        await database.Superuser.WaitingAsync(login, "Lock");
        await holder.RunAsync("LOCK TABLE cairn.heads IN ACCESS EXCLUSIVE MODE"); // Had because the append was given up.
        await holder.EndAsync();
        await waiting;
        await log.HasOnceAsync(2);
    }

    [Fact]
    public async Task Of_two_transactions_that_append_crosswise_one_is_given_up_whole()
    {
        var (one, two) = (await log.Store.CreateLogAsync(Some.Log("one"), Cancel), await log.Store.CreateLogAsync(Some.Log("two"), Cancel));
        var (here, there) = (new TaskCompletionSource(), new TaskCompletionSource());
        var results = await Task.WhenAll(CrosswiseAsync(one, two, here, there), CrosswiseAsync(two, one, there, here));
        Assert.Single(results, r => r is null);
        var failure = Assert.IsType<CairnStoreException>(Assert.Single(results, r => r is not null));
        Assert.True(failure.NothingWritten);
        Assert.Contains("rolled back a transaction because of another", failure.Message, StringComparison.Ordinal);
        Assert.Single(await LogCheck.IsSound(log.Store, one));
        Assert.Single(await LogCheck.IsSound(log.Store, two));
    }

    // Asks where the head is, as every append in a transaction does first.
    private static string Probe => AppendRows.ProbeSql.Replace("$1", $"({Logs})[1]", StringComparison.Ordinal)
        .Replace("$2", "true", StringComparison.Ordinal)
        .Replace("$3", "true", StringComparison.Ordinal)
        .Replace("$4", Logs, StringComparison.Ordinal)
        .Replace("$5", "ARRAY[1]", StringComparison.Ordinal)
        .Replace("$6", "ARRAY[gen_random_uuid()]", StringComparison.Ordinal);

    private static string User(string login) => new NpgsqlConnectionStringBuilder(login).Username!; // A login has one.

    /// <summary>Takes the head's lock, and tells how long the server lets it be kept in silence.</summary>
    private static async Task<string> HoldAsync(NpgsqlConnection connection)
    {
        await using var hold = new NpgsqlCommand($"BEGIN; {Probe}", connection);
        await hold.ExecuteNonQueryAsync(Cancel);
        await using var limit = new NpgsqlCommand("SHOW idle_in_transaction_session_timeout", connection);
        return (string)(await limit.ExecuteScalarAsync(Cancel))!; // Every setting has a value.
    }

    private async Task<Exception?> CrosswiseAsync(
        LogIdentity first,
        LogIdentity second,
        TaskCompletionSource mine,
        TaskCompletionSource others)
    {
        await using var connection = await log.Store.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await log.Store.AppendAsync(transaction, first, Some.Entries(first, 1), null, Cancel);
        mine.SetResult();
        await others.Task;
        try
        {
            await log.Store.AppendAsync(transaction, second, Some.Entries(second, 1), null, Cancel);
            await transaction.CommitAsync(Cancel);
            return null;
        }
        catch (CairnStoreException e)
        {
            return e;
        }
    }
}
