using Cairn.Contracts;
using Npgsql;

namespace Cairn.Bench;

/// <summary>A server for one run. What is committed is on the disk; otherwise it is set as a small one in production.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Settings =
        "fsync = on\nsynchronous_commit = on\nshared_buffers = 512MB\nmax_wal_size = 4GB\nmax_connections = 1200";
    private const string Password = "bench";

    private readonly PostgresCluster cluster = PostgresCluster.Start(Settings);

    /// <summary>A migrated database, and a login in it that records and reads everything.</summary>
    public async Task<BenchDatabase> MakeAsync(string name)
    {
        await RunAsync(cluster.ConnectionString, $"CREATE DATABASE {name}");
        var superuser = new NpgsqlConnectionStringBuilder(
            cluster.ConnectionString) { Database = name, IncludeErrorDetail = true, CommandTimeout = 600 };
        await CairnPostgres.MigrateAsync(superuser.ConnectionString);
        await RunAsync(
            superuser.ConnectionString, $"CREATE ROLE {name} LOGIN PASSWORD '{Password}'; GRANT cairn_writer, cairn_keeper TO {name}");
        return new(
            superuser.ConnectionString,
            new NpgsqlConnectionStringBuilder(superuser.ConnectionString) { Username = name, Password = Password }.ConnectionString);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        cluster.Dispose();
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A database by its two logins.</summary>
/// <param name="Superuser">Whom neither policies nor missing rights hold up: the baselines'.</param>
/// <param name="Login">Whom Cairn uses.</param>
internal sealed record BenchDatabase(string Superuser, string Login);
