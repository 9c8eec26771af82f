using Npgsql;

namespace Cairn.Postgres;

/// <summary>Brings a database to the newest schema. Several may try at once: one does it, the others find it done.</summary>
internal sealed class PostgresMigrator(PostgresDatabase database, IReadOnlyList<Migration> migrations)
{
    // Making the tables takes a second; waiting for another migrator may take longer.
    private const int TimeoutSeconds = 300;

    public PostgresMigrator(PostgresDatabase database)
        : this(database, Migration.All)
    {
    }

    /// <param name="prefix">What the roles' names begin with; <see langword="null"/>: the role that connects is all of them.</param>
    /// <param name="cancellationToken">Gives up; nothing is half done.</param>
    /// <exception cref="CairnStoreException">It cannot be migrated: why.</exception>
    public Task MigrateAsync(string? prefix, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var roles = prefix is null ? SchemaRoles.One(await CurrentUserAsync(connection, cancellationToken).ConfigureAwait(false)) : SchemaRoles.WithPrefix(prefix);
            foreach (var step in new MigrationScript(migrations, roles).Steps)
            {
                var command = new NpgsqlCommand(step, connection) { CommandTimeout = TimeoutSeconds };
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return true;
        },
        cancellationToken);

    private static async Task<string> CurrentUserAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT current_user::text", connection);
        await using (command.ConfigureAwait(false))
        {
            return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!; // There always is one.
        }
    }
}
