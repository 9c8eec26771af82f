using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>The reference outbox: what <see cref="IOutbox"/> asks for, as plainly as it can be said.</summary>
internal sealed class MemoryOutbox(MemoryOutboxRows rows, ILogStore store) : IOutbox
{
    /// <summary>As a store does.</summary>
    public delegate ValueTask<IReadOnlyList<AppendResult>> Append(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken);

    public string Name { get; init; } = "memory.outbox";

    /// <summary>How a move appends.</summary>
    public Append Appending { get; set; } = store.AppendAsync;

    /// <summary>Called before each read; what it throws reaches the relay.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called before each measuring; what it throws reaches the relay.</summary>
    public Action? OnMeasure { get; set; }

    public ValueTask<IReadOnlyList<OutboxRow>> ReadAsync(
        int count,
        long bytes,
        IReadOnlyCollection<string> without,
        CancellationToken cancellationToken)
    {
        OnRead?.Invoke();
        var (taken, size) = (new List<OutboxRow>(), 0L);
        foreach (var row in rows.Waiting.Where(r => !without.Contains(r.Tenant)).Take(count))
        {
            if (taken.Count > 0 && size >= bytes)
            {
                break;
            }

            taken.Add(row);
            size += row.Event?.Length ?? 0;
        }

        return ValueTask.FromResult<IReadOnlyList<OutboxRow>>(taken);
    }

    public ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken)
    {
        OnMeasure?.Invoke();
        return ValueTask.FromResult(Backlog());
    }

    private OutboxBacklog Backlog() => new(
        rows.Waiting.Count, rows.Waiting is [var oldest, ..] ? Some.Time - oldest.WrittenAt : TimeSpan.Zero, rows.SetAside.Count);

    public ValueTask<IOutboxMove?> BeginAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IOutboxMove?>(rows.TryLock() ? new MemoryMove(rows, Appending, positions) : null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class MemoryMove(MemoryOutboxRows rows, Append append, IReadOnlyList<long> positions) : IOutboxMove
    {
        public IReadOnlySet<long> Positions { get; } = rows.Waiting.Select(r => r.Position).Intersect(positions).ToHashSet();

        public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
            LogIdentity log,
            IReadOnlyList<SealedEntry> entries,
            long? people,
            CancellationToken cancellationToken) =>
            append(log, entries, people, cancellationToken);

        public ValueTask CompleteAsync(IReadOnlyList<long> moved, IReadOnlyList<OutboxRefusal> refused, CancellationToken cancellationToken)
        {
            rows.Complete(moved, refused);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            rows.Unlock();
            return ValueTask.CompletedTask;
        }
    }
}
