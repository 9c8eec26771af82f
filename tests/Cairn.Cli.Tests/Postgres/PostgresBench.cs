using System.Text;
using System.Text.Json;
using Cairn.Contracts;
using Cairn.Postgres.Tests;
using Npgsql;

namespace Cairn.Cli.Tests.Postgres;

/// <summary>A database of a test's own, a person who records and verifies there, and <c>cairn</c> run in this process.</summary>
internal sealed class PostgresBench : IAsyncDisposable
{
    private readonly TempFolder folder = new();

    private PostgresBench(TestDatabase database, string login) => (Database, Store) = (database, Url(login));

    public TestDatabase Database { get; }

    /// <summary>The URL, with the password.</summary>
    public string Store { get; }

    public string Password =>
        Store[(Store.LastIndexOf(':', Store.IndexOf('@', StringComparison.Ordinal)) + 1)..Store.IndexOf('@', StringComparison.Ordinal)];

    /// <summary>What is shown of it.</summary>
    public string Name => $"postgres://{Store[(Store.IndexOf('@', StringComparison.Ordinal) + 1)..]}";

    /// <summary>Where a host's key lies when nothing else is said.</summary>
    public string KeyFile(string host = "host") =>
        File(Path.Combine(host, "cairn", Name["postgres://".Length..].Replace(':', '_').Replace('/', '_') + ".key"));

    public static async Task<PostgresBench> MigratedAsync()
    {
        var database = await TestDatabase.MigratedAsync();
        return new(database, await database.LoginAsync("writer", "keeper"));
    }

    /// <summary>An empty database, as its superuser.</summary>
    public static async Task<PostgresBench> EmptyAsync()
    {
        var database = await TestDatabase.EmptyAsync();
        return new(database, database.ConnectionString);
    }

    public string File(string name) => Path.Combine(folder.Path, name);

    public Outcome Run(params string[] args) => RunOn("host", "", args);

    public Outcome Record(params string[] events) => RunOn("host", string.Join('\n', events), "record");

    /// <summary>Runs a command on one of several hosts, each with a folder for application data of its own.</summary>
    public Outcome RunOn(string host, string input, params string[] args) =>
        Cli.Run(new MemoryStream(Encoding.UTF8.GetBytes(input)), io => io with { DataFolder = File(host) }, [.. args, "--store", Store]);

    public JsonElement Json(params string[] args) => JsonDocument.Parse(Run(args).Output).RootElement;

    /// <summary>Keeps a copy of the database, and nothing else; the returned action puts it back.</summary>
    public async Task<Func<Task>> SetAsideAsync()
    {
        var copy = $"{Database.Name}_copy";
        await ServerAsync($"CREATE DATABASE {copy} TEMPLATE {Database.Name}");
        return async () =>
        {
            await ServerAsync($"DROP DATABASE {Database.Name} WITH (FORCE)");
            await ServerAsync($"ALTER DATABASE {copy} RENAME TO {Database.Name}");
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder.Dispose();
    }

    private static string Url(string connection)
    {
        var b = new NpgsqlConnectionStringBuilder(connection);
        return $"postgres://{b.Username}:{b.Password}@{b.Host}:{b.Port}/{b.Database}";
    }

    private static async Task ServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{PostgresCluster.SharedConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
