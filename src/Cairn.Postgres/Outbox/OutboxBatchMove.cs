using System.Data;
using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// One transaction in the outbox's database. Its advisory lock ends with it, so that a pooler in transaction mode may stand between.
/// </summary>
internal sealed class OutboxBatchMove(
    OutboxTable table, RelayedOutbox.Append append, Action<AppendStep>? onCommit, NpgsqlConnection connection)
    : IOutboxMove
{
    private NpgsqlTransaction? transaction;

    public IReadOnlySet<long> Positions { get; private set; } = new HashSet<long>();

    /// <summary>Takes the outbox's lock and looks which rows are there; <see langword="false"/>: another relay has it.</summary>
    public async Task<bool> TryBeginAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        // Whatever the role's default is: what the relay before this one committed must be seen once the lock is held.
        transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("SELECT pg_try_advisory_xact_lock($1)") { Parameters = { new() { Value = table.LockKey } } },
                new(table.Here) { Parameters = { new() { Value = positions.ToArray() } } },
            },
        };
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await TryBeginAsync(reader, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        append(transaction!, log, entries, people, cancellationToken); // Begun.

    public async ValueTask CompleteAsync(
        IReadOnlyList<long> moved,
        IReadOnlyList<OutboxRefusal> refused,
        CancellationToken cancellationToken)
    {
        await OutboxErrors.Explained(table, () => RemoveAsync(moved, refused, cancellationToken)).ConfigureAwait(false);
        onCommit?.Invoke(AppendStep.BeforeCommit);
        await OutboxErrors.Explained(table, async () =>
        {
            await transaction!.CommitAsync(cancellationToken).ConfigureAwait(false); // Begun.
            return true;
        }).ConfigureAwait(false);
        onCommit?.Invoke(AppendStep.AfterCommit);
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryBeginAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var isLocked = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var here = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            here.Add(reader.GetInt64(0));
        }

        Positions = here;
        return isLocked;
    }

    private async Task<bool> RemoveAsync(
        IReadOnlyList<long> moved,
        IReadOnlyList<OutboxRefusal> refused,
        CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(table.Remove) { Parameters = { new() { Value = moved.ToArray() } } },
                new(table.SetAside) { Parameters =
                {
                    new() { Value = refused.Select(r => r.Position).ToArray() },
                    new() { Value = refused.Select(r => r.Reason).ToArray() }
                } },
            },
        };
        await using (batch.ConfigureAwait(false))
        {
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == moved.Count + refused.Count
                ? true
                : throw new CairnStoreException(
                    $"Somebody changed rows of the outbox {table.Name} while Cairn moved them: Cairn reads them again.");
        }
    }
}
