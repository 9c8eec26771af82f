using System.Data;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Examines a live database: whether the log is as immutable as Cairn makes it, and whether the server keeps what it is given. Commits
/// nothing, so it leaves nothing behind even when it is stopped half-way.
/// </summary>
internal sealed class PostgresDoctor(PostgresDatabase database, TimeProvider time)
{
    // Waiting for a lock on a table holds up appends behind it.
    private const string LimitsSql = "SELECT set_config('lock_timeout', '1500', true), set_config('statement_timeout', '60000', true)";

    /// <exception cref="CairnStoreException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        var state = await SchemaState.ReadAsync(database, cancellationToken).ConfigureAwait(false);
        var chart = new Chart();
        return await database.RunAsync(
            async connection =>
            {
                await LookAsync(connection, state, chart, cancellationToken).ConfigureAwait(false);
                if (state.Exists && state.IsSupportedServer)
                {
                    await TryAsync(connection, chart, cancellationToken).ConfigureAwait(false);
                }

                return chart.All;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task LookAsync(NpgsqlConnection connection, SchemaState state, Chart chart, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            await new ServerExam(connection, time, chart).RunAsync(cancellationToken).ConfigureAwait(false);
            if (state.Problem is { } problem)
            {
                chart.Finding("schema", problem);
            }

            if (state.Exists && state.IsSupportedServer)
            {
                var roles = await PostgresSchemaCheck.RolesAsync(connection, cancellationToken).ConfigureAwait(false);
                await new SchemaExam(connection, roles, state, chart).RunAsync(cancellationToken).ConfigureAwait(false);
                await new RoleExam(connection, roles, state, chart).RunAsync(cancellationToken).ConfigureAwait(false);
                await new AccessExam(connection, roles, chart).RunAsync(cancellationToken).ConfigureAwait(false);
            }

            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(NpgsqlConnection connection, Chart chart, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            var roles = await PostgresSchemaCheck.RolesAsync(connection, cancellationToken).ConfigureAwait(false);
            await new TrialExam(connection, roles, chart).RunAsync(cancellationToken).ConfigureAwait(false);
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await SchemaDescription.PlainNamesAsync(connection, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(LimitsSql, [], _ => { }, cancellationToken).ConfigureAwait(false);
    }
}
