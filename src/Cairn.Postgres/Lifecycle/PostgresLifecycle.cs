using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>The ways out: functions of the database's that delete what a committed manifest names. This login must be a keeper.</summary>
internal sealed class PostgresLifecycle(PostgresDatabase database)
{
    private const string ExpireSql = "SELECT entries, gone, persons, held_from, held_to FROM cairn.expire($1, $2)";

    private const string EraseSql = "SELECT disclosures, persons FROM cairn.erase($1, $2, $3)";

    private const string DropSql = "SELECT entries, logs FROM cairn.drop_month($1, $2)";

    private const string ForgetSql = "SELECT cairn.forget_persons($1, NULL)";

    /// <summary>
    /// How often dropping a month tries to have each lock alone: a quarter of a second each time, and as long again three times between.
    /// </summary>
    public int LockTries { get; set; } = 60;

    /// <summary>Called on both sides of each commit; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnCommit { get; set; }

    public Task<ExpiryResult> ExpireAsync(LogIdentity log, long plan, CancellationToken cancellationToken) => RunAsync(
        ExpireSql,
        [Value.Of(log.Key), Value.Of(plan)],
        row => new ExpiryResult(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            [.. row.GetFieldValue<long[]>(3).Zip(row.GetFieldValue<long[]>(4), (from, to) => new IndexRange(from, to))]),
        cancellationToken);

    public Task<ErasureResult> EraseAsync(
        LogIdentity log,
        long manifest,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken) =>
        RunAsync(
            EraseSql,
            [Value.Of(log.Key), Value.Of(manifest), Value.Of(indexes.ToArray())],
            row => new ErasureResult(row.GetInt64(0), row.GetInt64(1)),
            cancellationToken);

    /// <summary>
    /// Persons are forgotten in transactions of their own, one a log: what searches a log for them must not hold up every append. Whoever
    /// fails between forgets them the next time.
    /// </summary>
    public async Task<long?> DropMonthAsync(int month, CancellationToken cancellationToken)
    {
        try
        {
            var (entries, logs) = await RunAsync(
                DropSql,
                [Value.Of(month), Value.Of(LockTries)],
                row => (row.GetInt64(0), row.GetFieldValue<long[]>(1)),
                cancellationToken).ConfigureAwait(false);
            foreach (var log in logs)
            {
                await RunAsync(ForgetSql, [Value.Of(log)], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
            }

            return entries;
        }
        catch (CairnStoreException e) when (PostgresErrors.IsKept(e))
        {
            return null;
        }
    }

    // As long as it takes: a plan may name hundreds of thousands of entries. The token gives up.
    private Task<T> RunAsync<T>(
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var result = await RowAsync(connection, sql, values, read, cancellationToken).ConfigureAwait(false);
                    OnCommit?.Invoke(AppendStep.BeforeCommit);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    OnCommit?.Invoke(AppendStep.AfterCommit);
                    return result;
                }
            },
            cancellationToken);

    private static async Task<T> RowAsync<T>(
        NpgsqlConnection connection,
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(values);
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false); // A function without SETOF: one row.
                return read(row);
            }
        }
    }
}
