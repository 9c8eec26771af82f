using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>
/// An application's database with an outbox in it, and the roles as the guide has them: the application may insert, the relay may empty.
/// </summary>
internal sealed class OutboxDatabase : IAsyncDisposable
{
    private OutboxDatabase(TestDatabase database, string application, string relay)
    {
        (Whole, RelayLogin) = (database, relay);
        (Application, Relay) = (TestDatabase.Source(application), TestDatabase.Source(relay));
    }

    public TestDatabase Whole { get; }

    /// <summary>What the application connects with. It may write its own tables and insert into the outbox.</summary>
    public NpgsqlDataSource Application { get; }

    /// <summary>What the relay connects with: a writer of the log, no more.</summary>
    public NpgsqlDataSource Relay { get; }

    public string RelayLogin { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="pooled">Given logins, says how they connect through a pooler.</param>
    public static async Task<OutboxDatabase> NewAsync(Func<string[], Func<string, string>>? pooled = null)
    {
        var database = await TestDatabase.MigratedAsync();
        await new PostgresOutbox().EnsureAsync(database.Superuser, Cancel);
        await new PostgresOutbox().EnsureAsync(database.Superuser, Cancel); // Changes nothing.
        var (application, relay) = (await database.LoginAsync(), await database.LoginAsync("writer", "keeper"));
        var through = pooled?.Invoke([application, relay]) ?? (login => login);
        var made = new OutboxDatabase(database, through(application), through(relay));
        await made.ExecuteAsync($"""
            GRANT INSERT ON cairn_outbox TO {Role(application)};
            GRANT SELECT, DELETE, UPDATE (refused_at, refused_for) ON cairn_outbox TO {Role(relay)};
            """);
        return made;
    }

    // A login has a name.
    public static string Role(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Username!;

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Whole.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>The first column of each row, as the superuser.</summary>
    public async Task<List<string>> ReadAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = Whole.Superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetValue(0).ToString()!); // Never null in these tests.
        }

        return rows;
    }

    /// <summary>Ends a backend, as an administrator or a crash does, and waits until it is gone.</summary>
    public Task TerminateAsync(int process) => ExecuteAsync($"SELECT pg_terminate_backend({process}, 60000)");

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Relay.DisposeAsync();
        await Whole.DisposeAsync();
    }
}
