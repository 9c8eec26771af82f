using System.Diagnostics;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>What a superuser sees and does while others wait.</summary>
internal static class FaultSql
{
    // Each look is a round trip: minutes on any machine, and never for ever.
    private const int MostLooks = 200_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<T?> GetAsync<T>(this NpgsqlDataSource superuser, string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is T value ? value : default;
    }

    /// <summary>Waits until a connection of this login waits so: for a <c>Lock</c>, for an event as pg_stat_activity names it.</summary>
    public static async Task<int> WaitingAsync(this NpgsqlDataSource superuser, string login, string waits)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            var user = new NpgsqlConnectionStringBuilder(login).Username;
            if (await superuser.GetAsync<int>($"SELECT pid FROM pg_stat_activity WHERE usename = '{user}' AND state = 'active' "
                + $"AND '{waits}' IN (wait_event_type, wait_event) LIMIT 1") is not 0 and var pid)
            {
                return pid;
            }
        }

        throw new TimeoutException($"No connection waits for {waits}.");
    }

    /// <summary>Waits until so many connections of this login wait so.</summary>
    public static async Task WaitingAsync(this NpgsqlDataSource superuser, string login, string waits, int count)
    {
        var user = new NpgsqlConnectionStringBuilder(login).Username;
        for (var look = 0; look < MostLooks; look++)
        {
            if (await superuser.GetAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{user}' AND state = 'active' "
                + $"AND '{waits}' IN (wait_event_type, wait_event)") == count)
            {
                return;
            }
        }

        throw new TimeoutException($"No {count} connections wait for {waits}.");
    }

    /// <summary>Waits until something is so that nobody tells.</summary>
    public static async Task UntilAsync(this NpgsqlDataSource superuser, Func<bool> isSo)
    {
        for (var look = 0; !isSo(); look++)
        {
            Assert.True(look < MostLooks, "It did not come to pass.");
            await LookAgainAsync(superuser);
        }
    }

    // Something to wait for, whether the server is there or not.
    private static async Task LookAgainAsync(NpgsqlDataSource superuser)
    {
        try
        {
            await superuser.GetAsync<int>("SELECT 1");
        }
        catch (NpgsqlException)
        {
            await Task.Yield();
        }
    }

    /// <summary>Cuts connections of this login, and waits until they are gone.</summary>
    public static Task CutAsync(this NpgsqlDataSource superuser, string login) =>
        superuser.GetAsync<long>(
            "SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity "
            + $"WHERE usename = '{new NpgsqlConnectionStringBuilder(login).Username}'");

    /// <summary>Takes the lock of the one log's head, until the transaction ends.</summary>
    public static async Task<NpgsqlTransaction> HoldHeadAsync(this NpgsqlDataSource superuser)
    {
        var transaction = await (await superuser.OpenConnectionAsync(Cancel)).BeginTransactionAsync(Cancel);
        await transaction.RunAsync("SELECT log FROM cairn.heads FOR NO KEY UPDATE");
        return transaction;
    }

    public static async Task RunAsync(this NpgsqlTransaction transaction, string sql)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>Ends it, and its connection with it.</summary>
    public static async Task EndAsync(this NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!; // It is not over.
        await transaction.RollbackAsync(Cancel);
        await connection.DisposeAsync();
    }

    /// <summary>Sends a signal to a process of the tests' own server.</summary>
    public static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, $"{pid}"]);
        await kill.WaitForExitAsync(Cancel);
        Assert.Equal(0, kill.ExitCode);
    }
}
