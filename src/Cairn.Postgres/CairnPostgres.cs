using Cairn.Hosting;
using Cairn.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cairn;

/// <summary>Opens audit logs in PostgreSQL, with one call and without a host, and makes their schema.</summary>
public static class CairnPostgres
{
    /// <summary>
    /// Opens a database for recording. A host signs when the options name its key (<see cref="CairnOptions.KeyFile"/>), which is made when
    /// it is missing and nothing was signed yet; without one it appends, and another host signs.
    /// </summary>
    /// <param name="connection">An ADO.NET connection string, or <c>postgres://user:password@host:port/database</c>.</param>
    /// <param name="options">How the log is kept; absent: the defaults.</param>
    /// <param name="postgres">How the schema is made; absent: it is not.</param>
    /// <param name="logger">Where failures are told; on standard error when absent.</param>
    /// <exception cref="CairnStoreException">The database cannot be used; see <see cref="CairnOptions.RequireStoreAtStart"/>.</exception>
    /// <exception cref="CairnSigningException">
    /// The key is missing, though the log was signed before, or cannot be used; see the same.
    /// </exception>
    public static Task<CairnLog> OpenAsync(
        string connection,
        CairnOptions? options = null,
        PostgresOptions? postgres = null,
        ILogger? logger = null) =>
        OpenAsync(Database(connection), options, postgres, logger);

    /// <summary>
    /// As above, on connections of the application's own, such as ones whose credentials change. The application disposes of them.
    /// </summary>
    public static Task<CairnLog> OpenAsync(
        NpgsqlDataSource connections,
        CairnOptions? options = null,
        PostgresOptions? postgres = null,
        ILogger? logger = null) =>
        OpenAsync(Database(connections), options, postgres, logger);

    /// <summary>Makes the schema or brings it to the newest version. Several hosts may do so at once.</summary>
    /// <param name="connection">
    /// An ADO.NET connection string or a <c>postgres://</c> URL, of a role that may create roles, unless there is to be one role only.
    /// </param>
    /// <param name="postgres">How it is made; absent: the defaults.</param>
    /// <param name="cancellationToken">Gives up; nothing is half done.</param>
    /// <exception cref="CairnStoreException">The database cannot be migrated: why.</exception>
    public static async Task MigrateAsync(
        string connection,
        PostgresOptions? postgres = null,
        CancellationToken cancellationToken = default)
    {
        var database = Database(connection);
        await using (database.ConfigureAwait(false))
        {
            await new PostgresMigrator(database).MigrateAsync((postgres ?? new()).Roles, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What <see cref="MigrateAsync"/> does, as SQL for psql and for whoever reviews it first.</summary>
    public static string Script(PostgresOptions? postgres = null) => new MigrationScript(Migration.All, (postgres ?? new()).Roles).Text;

    /// <summary>
    /// The key lies on the hosts that sign, where they are told; the spool in the user's folder for application data, as there is
    /// no place beside a server.
    /// </summary>
    internal static LogFiles FilesOf(PostgresDatabase database) => new(
        null,
        Path.GetFullPath(Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "cairn",
            $"{database.FileName}.spool")));

    internal static PostgresDatabase Database(string connection)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        return new(PostgresAddress.Connect(connection), ownsSource: true);
    }

    private static PostgresDatabase Database(NpgsqlDataSource connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        return new(connections, ownsSource: false);
    }

    private static async Task<CairnLog> OpenAsync(
        PostgresDatabase database,
        CairnOptions? options,
        PostgresOptions? postgres,
        ILogger? logger)
    {
        var store = new PostgresLateStore(database, postgres);
        try
        {
            return await CairnLog.OpenAsync(store, FilesOf(database), options ?? new CairnOptions(), logger).ConfigureAwait(false);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
