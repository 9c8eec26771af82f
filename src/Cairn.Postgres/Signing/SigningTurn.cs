using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// The turn to sign one log: an advisory lock of a transaction that is open for one round of signing. A lock of the session would stay on a pooler's
/// connection; this one goes with the transaction, and with the host.
/// </summary>
internal sealed class SigningTurn : IAsyncDisposable
{
    // A class of locks beside that of migrations and months. Two logs that share a lock, or another program that uses it, only make a round wait for the next.
    private const string TakeSql = "SELECT pg_catalog.pg_try_advisory_xact_lock(1128356175, pg_catalog.hashint8($1))";

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private SigningTurn(NpgsqlConnection connection, NpgsqlTransaction transaction) => (this.connection, this.transaction) = (connection, transaction);

    /// <summary><see langword="null"/> while another host has it.</summary>
    public static async Task<SigningTurn?> TakeAsync(PostgresDatabase database, LogIdentity log, CancellationToken cancellationToken)
    {
        var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var turn = new SigningTurn(connection, transaction);
            if (await turn.IsOursAsync(log, cancellationToken).ConfigureAwait(false))
            {
                return turn;
            }
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (PostgresErrors.IsOurs(e))
            {
                throw PostgresErrors.Explain(database.Name, e);
            }

            throw;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false); // It wrote nothing.
        }
        catch (Exception e) when (PostgresErrors.IsOurs(e) || e is InvalidOperationException)
        {
            // The connection was lost, and the lock with it.
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> IsOursAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(TakeSql, connection, transaction);
        command.Parameters.Add(Value.Of(log.Key));
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }
}
