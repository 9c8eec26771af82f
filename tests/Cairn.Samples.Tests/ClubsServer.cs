using Cairn.Contracts;
using Npgsql;

namespace Cairn.Samples.Tests;

/// <summary>The clubs on a database server of their own, started once for all tests that change nothing of it.</summary>
public sealed class ClubsServer : IAsyncLifetime
{
    private readonly PostgresCluster cluster = PostgresCluster.Start("fsync = off");

    internal SampleProcess Clubs { get; private set; } = null!; // Before any test.

    /// <summary>The database's owner.</summary>
    public string Owner => Database("clubs");

    public async ValueTask InitializeAsync() => Clubs = await StartAsync("clubs");

    public async ValueTask DisposeAsync()
    {
        await Clubs.DisposeAsync();
        cluster.Dispose();
    }

    /// <summary>A login of somebody who uses SQL.</summary>
    public async Task<string> LoginAsync(string name, string club, string facility)
    {
        await RunAsync(Owner, $"CREATE ROLE {name} LOGIN PASSWORD 'sql'; GRANT cairn_reader TO {name}");
        await RunAsync(Owner, "INSERT INTO club.sql_people VALUES ($1, nullif($2, ''), nullif($3, ''))", name, club, facility);
        return new NpgsqlConnectionStringBuilder(Owner) { Username = name, Password = "sql" }.ConnectionString;
    }

    internal string Database(string name) =>
        new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = name, Pooling = false }.ConnectionString;

    internal Task<SampleProcess> StartAsync(string database, params IEnumerable<string> arguments) =>
        SampleProcess.StartAsync("Clubs", ["--ConnectionStrings:Owner", Database(database), .. arguments]);

    internal static async Task RunAsync(string connection, string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(SampleProcess.Cancel);
    }

    internal static async Task<List<string>> ListAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(SampleProcess.Cancel);
        var list = new List<string>();
        while (await rows.ReadAsync(SampleProcess.Cancel))
        {
            list.Add(rows.GetString(0));
        }

        return list;
    }
}
