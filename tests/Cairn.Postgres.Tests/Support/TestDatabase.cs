using System.Security.Cryptography;
using Cairn.Contracts;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>A database of a test's own, migrated or empty, on the server all tests share. Gone with the test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    // Roles are the server's: those of one run are told from another's by their prefix.
    private static readonly string RunPrefix = $"t{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}_";
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private readonly List<string> logins = [];

    private TestDatabase(string name, string prefix)
    {
        (Name, Prefix) = (name, prefix);
        ConnectionString = new NpgsqlConnectionStringBuilder(PostgresCluster.SharedConnectionString) { Database = name }.ConnectionString;
        Superuser = Source(ConnectionString);
    }

    public string Name { get; }

    /// <summary>Of Cairn's roles in it.</summary>
    public string Prefix { get; }

    /// <summary>The superuser's.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource Superuser { get; }

    /// <summary>A migrated database. Its limit on clocks is lifted: the tests' clock stands still somewhere.</summary>
    public static async Task<TestDatabase> MigratedAsync()
    {
        var name = NewName();
        await RunAsync(PostgresCluster.SharedConnectionString, $"CREATE DATABASE {name} TEMPLATE {await Template.Value}");
        return new(name, RunPrefix);
    }

    /// <summary>An empty database, with a prefix of its own for roles made in it.</summary>
    public static async Task<TestDatabase> EmptyAsync()
    {
        var name = NewName();
        await RunAsync(PostgresCluster.SharedConnectionString, $"CREATE DATABASE {name}");
        return new(name, $"{name}_");
    }

    /// <summary>Pools are small and end with the test.</summary>
    public static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true }.ConnectionString);

    /// <summary>A login role that has these of Cairn's roles, such as <c>writer</c>; its connection string.</summary>
    public async Task<string> LoginAsync(params string[] roles)
    {
        var (login, password) = ($"{Name}_{logins.Count}", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        await RunAsync($"CREATE ROLE {login} LOGIN PASSWORD '{password}'");
        logins.Add(login);
        foreach (var role in roles)
        {
            await RunAsync($"GRANT {Prefix}{role} TO {login}");
        }

        return new NpgsqlConnectionStringBuilder(ConnectionString) { Username = login, Password = password }.ConnectionString;
    }

    public static Task<PostgresStore> OpenAsync(string connectionString) =>
        PostgresStore.OpenAsync(new(Source(connectionString), ownsSource: true));

    /// <summary>Runs SQL as the superuser.</summary>
    public Task RunAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>The first column of the first row, as the superuser.</summary>
    public async Task<T> GetAsync<T>(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!; // Asked for what is there.
    }

    /// <summary>Does something with the triggers of these tables and their partitions disabled, then enables them as they were.</summary>
    public Task UnguardedAsync(string sql, params string[] tables) =>
        RunAsync($"BEGIN; {Triggers("DISABLE TRIGGER %I", tables)}; {sql}; {Triggers("ENABLE ALWAYS TRIGGER %I", tables)}; COMMIT");

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        await RunAsync(PostgresCluster.SharedConnectionString, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        foreach (var login in logins)
        {
            await RunAsync(PostgresCluster.SharedConnectionString, $"DROP ROLE {login}");
        }

        if (Prefix != RunPrefix)
        {
            await RunAsync(PostgresCluster.SharedConnectionString, DropRoles(Prefix));
        }
    }

    private static string Triggers(string what, string[] tables) => $$"""
        DO $$ DECLARE t record; BEGIN
          FOR t IN SELECT c.relname, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE c.relnamespace = 'cairn'::regnamespace AND NOT g.tgisinternal
            AND split_part(c.relname, '_', 1) IN ({{string.Join(", ", tables.Select(t => $"'{t}'"))}}) LOOP
            EXECUTE format('ALTER TABLE ONLY cairn.%I {{what}}', t.relname, t.tgname);
          END LOOP;
        END $$
        """;

    private static string NewName() => $"cairn_test_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    private static string DropRoles(string prefix) =>
        string.Join(';', new[] { "owner", "writer", "reader", "keeper", "expiry" }.Select(r => $"DROP ROLE IF EXISTS {prefix}{r}"));

    private static async Task<string> MakeTemplateAsync()
    {
        var name = NewName();
        await RunAsync(PostgresCluster.SharedConnectionString, $"CREATE DATABASE {name}");
        var connectionString =
            new NpgsqlConnectionStringBuilder(PostgresCluster.SharedConnectionString) { Database = name, Pooling = false }.ConnectionString;
        await using (var database = new PostgresDatabase(NpgsqlDataSource.Create(connectionString), ownsSource: true))
        {
            await new PostgresMigrator(database).MigrateAsync(SchemaRoles.WithPrefix(RunPrefix), default);
        }

        await RunAsync(connectionString, "UPDATE cairn.settings SET value = '3153600000' WHERE name = 'skew_seconds'");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // A private server goes as a whole.
            if (Environment.GetEnvironmentVariable("CAIRN_TEST_POSTGRES") is { Length: > 0 })
            {
                RunAsync(PostgresCluster.SharedConnectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)").GetAwaiter().GetResult();
                RunAsync(PostgresCluster.SharedConnectionString, DropRoles(RunPrefix)).GetAwaiter().GetResult();
            }
        };
        return name;
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
