using Cairn.Contracts;
using Npgsql;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>A server that may be killed: what it acknowledges is on its disk. Each log has a database of its own in it.</summary>
public sealed class FaultServer : IAsyncLifetime
{
    private const string Login = "recording";
    private int databases;

    public PostgresCluster Cluster { get; } = PostgresCluster.Start("fsync = on\nmax_connections = 60");

    /// <summary>Its superuser, in the database postgres.</summary>
    public NpgsqlDataSource Superuser { get; private set; } = null!; // Made below.

    public async ValueTask InitializeAsync()
    {
        Superuser = NpgsqlDataSource.Create($"{Cluster.ConnectionString};Pooling=false");
        await Superuser.GetAsync<object>("CREATE DATABASE template");
        await using (var database = new PostgresDatabase(NpgsqlDataSource.Create(Of("template").ConnectionString), ownsSource: true))
        {
            await new PostgresMigrator(database).MigrateAsync(SchemaRoles.WithPrefix("cairn_"), TestContext.Current.CancellationToken);
        }

        await Superuser.GetAsync<object>($"CREATE ROLE {Login} LOGIN PASSWORD '{Cluster.Password}' IN ROLE cairn_writer, cairn_keeper");
    }

    /// <summary>A role that may record and verify, in a new database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"audit{++databases}";
        await Superuser.GetAsync<object>($"CREATE DATABASE {name} TEMPLATE template");
        var login = Of(name);
        (login.Username, login.Pooling) = (Login, true);
        return login.ConnectionString;
    }

    /// <summary>The superuser in that database.</summary>
    public NpgsqlDataSource SuperuserOf(string login) =>
        // It names one.
        NpgsqlDataSource.Create(Of(new NpgsqlConnectionStringBuilder(login).Database!).ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        Cluster.Dispose();
    }

    private NpgsqlConnectionStringBuilder Of(string database) => new(Cluster.ConnectionString) { Database = database, Pooling = false };
}
