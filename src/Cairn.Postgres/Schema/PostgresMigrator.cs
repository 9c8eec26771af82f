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

    /// <param name="roles">Whose the schema is.</param>
    /// <param name="cancellationToken">Gives up; nothing is half done.</param>
    /// <exception cref="CairnStoreException">It cannot be migrated: why.</exception>
    public Task MigrateAsync(SchemaRoles roles, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
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
}
