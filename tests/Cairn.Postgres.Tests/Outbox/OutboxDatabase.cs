using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>An application's database with an outbox in it, new for each test.</summary>
internal sealed class OutboxDatabase : IAsyncDisposable
{
    private OutboxDatabase(string connectionString) => (ConnectionString, Source) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<OutboxDatabase> NewAsync()
    {
        const string server = "Host=127.0.0.1;Port=15999;Username=postgres";
        var name = $"outbox_{Guid.NewGuid():N}";
        await using (var admin = NpgsqlDataSource.Create(server))
        {
            await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync(Cancel);
        }

        var database = new OutboxDatabase($"{server};Database={name}");
        await new PostgresOutbox().EnsureAsync(database.Source, Cancel);
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<List<string>> ReadAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetValue(0).ToString()!); // Never null in these tests.
        }

        return rows;
    }

    /// <summary>Ends a backend, as an administrator or a crash does, and waits until it is gone.</summary>
    public Task TerminateAsync(int process) => ExecuteAsync($"SELECT pg_terminate_backend({process}, 60000)");

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
