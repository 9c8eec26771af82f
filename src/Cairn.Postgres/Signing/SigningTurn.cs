using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// The turn to sign one log: an advisory lock of a transaction, on the one connection that the round then publishes on. A lock of the session would stay on a pooler's
/// connection; and a host that held one connection and waited for a second could wait for ever where there are few.
/// </summary>
internal sealed class SigningTurn(PostgresDatabase database, string readCheckpoint)
{
    // A class of locks beside that of migrations and months. Two logs that share a lock, or another program that uses it, only make a round wait for the next.
    private const string LockSql = "SELECT pg_catalog.pg_try_advisory_xact_lock(1128356175, pg_catalog.hashint8($1))";

    public const string PublishSql = "SELECT cairn.publish_checkpoint($1, $2)";

    public Task<bool> PublishAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // One after the other: a statement sees what was committed before it began, and the lock must be ours by then.
                if (await AskAsync(connection, LockSql, [Value.Of(log.Key)], cancellationToken).ConfigureAwait(false) is not true
                    || await AskAsync(connection, readCheckpoint, [Value.Of(log.Key)], cancellationToken).ConfigureAwait(false) as string != published)
                {
                    return false;
                }

                await AskAsync(connection, PublishSql, [Value.Of(log.Key), Value.Of(sign())], cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
        },
        cancellationToken);

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
