using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>The entries of several logs in the order of the store's time; of one moment in the order of the logs' ids.</summary>
internal sealed class LogMerge(IReadOnlyList<LogQueue> queues, bool oldestFirst)
{
    // Of many logs few entries of each are wanted.
    private const int LeastAtOnce = 4;

    /// <summary>The next entries, at most so many.</summary>
    /// <returns>
    /// Fewer where nothing is left, or where one log has to be searched further before the next entry of all is known: then
    /// <see cref="IsOver"/> says <see langword="false"/>.
    /// </returns>
    public async Task<IReadOnlyList<(StoredEntry Entry, LogIdentity Log)>> TakeAsync(int count)
    {
        var taken = new List<(StoredEntry, LogIdentity)>();
        var atOnce = queues.Count == 1 ? count : Math.Min(count, Math.Max(LeastAtOnce, 2 * count / Math.Max(1, queues.Count)));
        var open = queues.ToList();
        foreach (var queue in open)
        {
            await queue.FillAsync(atOnce).ConfigureAwait(false);
        }

        var heads = new PriorityQueue<LogQueue, (long, int, long)>();
        for (var i = 0; i < open.Count; i++)
        {
            if (open[i].Head is { } head)
            {
                heads.Enqueue(open[i], OrderOf(head, i));
            }
            else if (!open[i].IsOver)
            {
                return taken;
            }
        }

        while (taken.Count < count && heads.TryDequeue(out var next, out var order))
        {
            taken.Add((next.Take(), next.Log));
            if (taken.Count < count)
            {
                await next.FillAsync(Math.Min(atOnce, count - taken.Count)).ConfigureAwait(false);
            }

            if (next.Head is { } head)
            {
                heads.Enqueue(next, OrderOf(head, oldestFirst ? order.Item2 : -order.Item2));
            }
            else if (!next.IsOver)
            {
                break; // Full, or this log has to be searched further.
            }
        }

        return taken;
    }

    public bool IsOver => queues.All(q => q.IsOver);

    private (long, int, long) OrderOf(StoredEntry entry, int log) =>
        oldestFirst ? (entry.StoredAt, log, entry.Index) : (-entry.StoredAt, -log, -entry.Index);
}
