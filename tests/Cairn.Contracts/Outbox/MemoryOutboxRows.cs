using Cairn.Outbox;
using Cairn.Primitives;

namespace Cairn.Contracts;

/// <summary>The rows of a <see cref="MemoryOutbox"/>.</summary>
internal sealed class MemoryOutboxRows
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, OutboxRow> rows = [];
    private readonly SortedDictionary<long, string> refused = [];
    private long last;
    private int relays;

    public IReadOnlyList<OutboxRow> Waiting
    {
        get
        {
            lock (gate)
            {
                return [.. rows.Values.Where(r => !refused.ContainsKey(r.Position))];
            }
        }
    }

    public IReadOnlyList<OutboxRefusal> SetAside
    {
        get
        {
            lock (gate)
            {
                return [.. refused.Select(r => new OutboxRefusal(r.Key, r.Value))];
            }
        }
    }

    public void Write(IReadOnlyList<OutboxRow> written)
    {
        lock (gate)
        {
            foreach (var row in written)
            {
                rows.Add(++last, row with { Position = last, Event = row.Event is { Length: > EventLimits.Document } ? null : row.Event });
            }
        }
    }

    public void PutBack(long position)
    {
        lock (gate)
        {
            refused.Remove(position);
        }
    }

    public void Complete(IReadOnlyList<long> moved, IReadOnlyList<OutboxRefusal> setAside)
    {
        lock (gate)
        {
            foreach (var position in moved)
            {
                rows.Remove(position);
            }

            foreach (var (position, reason) in setAside)
            {
                refused[position] = reason;
            }
        }
    }

    public bool TryLock() => Interlocked.CompareExchange(ref relays, 1, 0) == 0;

    public void Unlock() => Volatile.Write(ref relays, 0);
}
