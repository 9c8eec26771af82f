using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>The relay's side of an outbox in PostgreSQL.</summary>
/// <param name="source">The database it is in; not closed with this.</param>
/// <param name="table">The table.</param>
/// <param name="append">Appends entries within a move, or beside it.</param>
internal sealed class RelayedOutbox(NpgsqlDataSource source, OutboxTable table, RelayedOutbox.Append append) : IOutbox
{
    /// <summary>Appends to the log: in the given transaction where the log is in the same database.</summary>
    public delegate ValueTask<IReadOnlyList<AppendResult>> Append(
        NpgsqlTransaction transaction,
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken);

    public string Name => table.Name;

    /// <summary>How a move appends.</summary>
    public Append Appending { get; set; } = append;

    /// <summary>Called on both sides of each move's commit; what it throws reaches the relay.</summary>
    public Action<AppendStep>? OnCommit { get; set; }

    public ValueTask<IReadOnlyList<OutboxRow>> ReadAsync(
        int count,
        long bytes,
        IReadOnlyCollection<string> without,
        CancellationToken cancellationToken) =>
        OutboxErrors.Explained(table, async () =>
        {
            var command = source.CreateCommand(table.Read);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(new() { Value = (long)count });
                command.Parameters.Add(new() { Value = without.ToArray() });
                command.Parameters.Add(new() { Value = bytes });
                return await ReadAsync(command, cancellationToken).ConfigureAwait(false);
            }
        });

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken) => OutboxErrors.Explained(table, async () =>
    {
        var command = source.CreateCommand(table.Measure);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false); // A query of scalars: one row.
                return new OutboxBacklog(
                    reader.GetInt64(0), reader.IsDBNull(1) ? TimeSpan.Zero : reader.GetTimeSpan(1), reader.GetInt64(2));
            }
        }
    });

    public ValueTask<IOutboxMove?> BeginAsync(
        IReadOnlyList<long> positions,
        CancellationToken cancellationToken) =>
        OutboxErrors.Explained<IOutboxMove?>(table, async () =>
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var move = new OutboxBatchMove(table, Appending, OnCommit, connection);
            try
            {
                if (await move.TryBeginAsync(positions, cancellationToken).ConfigureAwait(false))
                {
                    return move;
                }
            }
            catch
            {
                await move.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await move.DisposeAsync().ConfigureAwait(false);
            return null;
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<OutboxRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<OutboxRow>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(new()
                {
                    Position = reader.GetInt64(0),
                    Tenant = reader.GetString(1),
                    EventId = reader.GetGuid(2),
                    // A null array would be an empty memory.
                    Event = reader.IsDBNull(3) ? (ReadOnlyMemory<byte>?)null : reader.GetFieldValue<byte[]>(3),
                    WrittenAt = reader.GetFieldValue<DateTimeOffset>(4),
                });
            }
        }

        return rows;
    }
}
