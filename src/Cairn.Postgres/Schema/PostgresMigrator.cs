using Npgsql;

namespace Cairn.Postgres;

/// <summary>Brings a database to the newest schema. Several may try at once: one does it, the others find it done.</summary>
internal sealed class PostgresMigrator(PostgresDatabase database, IReadOnlyList<Migration> migrations)
{
    // Making the tables takes a second; waiting for another migrator may take longer.
    private const int TimeoutSeconds = 300;
    private const int MostTries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public PostgresMigrator(PostgresDatabase database)
        : this(database, Migration.All)
    {
    }

    /// <param name="roles">Whose the schema is.</param>
    /// <param name="cancellationToken">Gives up; nothing is half done.</param>
    /// <returns>The version it was, 0 where there was no schema, and the version it is.</returns>
    /// <exception cref="CairnStoreException">It cannot be migrated: why.</exception>
    public async Task<(int From, int To)> MigrateAsync(SchemaRoles roles, CancellationToken cancellationToken)
    {
        try
        {
            return await RetryAsync(roles, cancellationToken).ConfigureAwait(false);
        }
        catch (CairnStoreException e)
            when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused)
        {
            throw new CairnStoreException(
                $"{database.Name} does not let this login migrate ({refused.MessageText}): use the database's owner with CREATEROLE, "
                + "or a superuser, and the role prefix that was used before. "
                + "Where roles cannot be created: --one-role.",
                refused) { NothingWritten = true };
        }
    }

    // A migration takes strong locks while hosts go on recording: where both wait for each other, the server gives one of them up, and behind one that waits for
    // a lock everybody else waits too.
    private async Task<(int From, int To)> RetryAsync(SchemaRoles roles, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await RunAsync(roles, cancellationToken).ConfigureAwait(false);
            }
            catch (CairnStoreException e)
                when (tries < MostTries && e.InnerException is PostgresException
                    { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable })
            {
                // Nothing of it was done, and for a moment it stands in nobody's way.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<(int From, int To)> RunAsync(SchemaRoles roles, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            // The script says what it found: a login that migrates may not be one that may read it.
            int? found = null;
            connection.Notice += (_, e) => found ??= MigrationScript.FoundBy(e.Notice);
            foreach (var step in new MigrationScript(migrations, roles).Steps)
            {
                var command = new NpgsqlCommand(step, connection) { CommandTimeout = TimeoutSeconds };
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return (found ?? migrations[^1].Version, migrations[^1].Version);
        },
        cancellationToken);
}
