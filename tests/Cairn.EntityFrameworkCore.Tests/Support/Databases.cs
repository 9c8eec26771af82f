using System.Security.Cryptography;
using Cairn.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>The databases the tests run on.</summary>
public enum Kind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>The server all tests of a process share.</summary>
    Postgres,

    /// <summary>The same.</summary>
    MariaDb,
}

/// <summary>A database of a test's own, empty. Gone with the test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly string name = $"cairn_ef_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    private TestDatabase(Kind kind) => Kind = kind;

    public Kind Kind { get; }

    public string ConnectionString => Kind switch
    {
        Kind.Sqlite => $"Data Source={folder.File("app.db")};Default Timeout=60",
        Kind.Postgres => new NpgsqlConnectionStringBuilder(
            PostgresCluster.SharedConnectionString) { Database = name, IncludeErrorDetail = true, MaxPoolSize = 60 }.ConnectionString,
        _ => MariaDb.ConnectionString(name),
    };

    /// <summary>A database; what makes tables makes it too.</summary>
    public static TestDatabase New(Kind kind) => new(kind);

    public string File(string file) => folder.File(file);

    public void Use(DbContextOptionsBuilder options, bool retries = false) => _ = Kind switch
    {
        Kind.Sqlite => options.UseSqlite(ConnectionString),
        Kind.Postgres =>
            options.UseNpgsql(ConnectionString, o => _ = retries ? o.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(1), ["P0001"]) : o),
        _ => options.UseMySQL(ConnectionString),
    };

    public async ValueTask DisposeAsync()
    {
        if (Kind == Kind.Postgres)
        {
            NpgsqlConnection.ClearAllPools();
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(PostgresCluster.SharedConnectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
            await command.ExecuteNonQueryAsync();
        }

        if (Kind == Kind.Sqlite)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }

        folder.Dispose();
    }
}
