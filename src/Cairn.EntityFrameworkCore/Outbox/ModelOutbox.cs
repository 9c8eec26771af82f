using System.Text;
using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// The relay's side of an outbox, by EF Core's own statements: any relational provider. One relay at a time is at work, by a lease.
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="name">As people write it.</param>
/// <param name="append">Appends to the log.</param>
/// <param name="clock">Measures how long rows wait and a lease holds.</param>
internal sealed class ModelOutbox(DbContextOptions<OutboxContext> options, string name, ModelOutbox.Append append, TimeProvider clock)
    : IOutbox
{
    private const int MostCounted = 100_000;

    /// <summary>As a store does.</summary>
    public delegate ValueTask<IReadOnlyList<AppendResult>> Append(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken);

    public string Name => name;

    public async ValueTask<IReadOnlyList<OutboxRow>> ReadAsync(
        int count,
        long bytes,
        IReadOnlyCollection<string> without,
        CancellationToken cancellationToken)
    {
        var (taken, size) = (new List<OutboxRow>(), 0L);
        var context = new OutboxContext(options);
        await using (context.ConfigureAwait(false))
        {
            await foreach (var row in ModelOutboxQueries.Oldest(context, count, [.. without]).AsAsyncEnumerable().WithCancellation(
                cancellationToken).ConfigureAwait(false))
            {
                if (taken.Count > 0 && size >= bytes)
                {
                    break;
                }

                taken.Add(Read(row));
                size += taken[^1].Event?.Length ?? 0;
            }
        }

        return taken;
    }

    public async ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken)
    {
        var context = new OutboxContext(options);
        await using (context.ConfigureAwait(false))
        {
            var pending = await context.Rows.Where(r => r.RefusedAt == null)
                .OrderBy(r => r.Position)
                .Take(MostCounted)
                .CountAsync(cancellationToken).ConfigureAwait(false);
            var oldest = await context.Rows.Where(r => r.RefusedAt == null).OrderBy(r => r.Position).Select(r => (DateTime?)r.WrittenAt)
                .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            var refused = await context.Rows.Where(r => r.RefusedAt != null).CountAsync(cancellationToken).ConfigureAwait(false);
            return new(pending, oldest is { } since ? Later(clock.GetUtcNow().UtcDateTime - since) : TimeSpan.Zero, refused);
        }
    }

    public async ValueTask<IOutboxMove?> BeginAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var move = new LeasedMove(new(options), name, append, clock);
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
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OutboxRow Read(CairnOutboxRow row) => new()
    {
        Position = row.Position,
        Tenant = row.Tenant,
        EventId = row.EventId,
        // A null array would be an empty memory.
        Event = row.Event is { } text ? Encoding.UTF8.GetBytes(text) : (ReadOnlyMemory<byte>?)null,
        WrittenAt = new(DateTime.SpecifyKind(row.WrittenAt, DateTimeKind.Utc)),
    };

    // The writer's clock and this one need not agree.
    private static TimeSpan Later(TimeSpan lag) => lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
}
