namespace Cairn.Postgres;

/// <summary>
/// Sends together what waits at the same time: one item at once while a sender is free, and whatever came meanwhile when one is free again.
/// Nobody waits for company.
/// </summary>
/// <param name="senders">How many are on their way at once.</param>
/// <param name="room">How much goes together, by weight; a heavier item goes by itself.</param>
/// <param name="weight">Of an item.</param>
/// <param name="send">What it throws, every item's caller gets.</param>
internal sealed class BatchSender<T>(int senders, long room, Func<T, long> weight, Func<IReadOnlyList<T>, Task> send)
{
    private readonly Lock gate = new();
    private readonly Queue<(T Item, TaskCompletionSource Sent)> waiting = new();
    private int sending;

    /// <summary>Returns when the item was sent.</summary>
    public Task SendAsync(T item)
    {
        lock (gate)
        {
            if (sending > 0)
            {
                return GatherAsync(item);
            }

            sending++;
        }

        return SendAloneAsync(item); // Nothing is on its way: no thread is changed for it.
    }

    // The gate is held.
    private Task GatherAsync(T item)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue((item, sent));
        if (sending < senders)
        {
            sending++;
            _ = WorkAsync();
        }

        return sent.Task;
    }

    private async Task SendAloneAsync(T item)
    {
        try
        {
            await send([item]).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    // What came meanwhile is sent by somebody who waits for nothing else.
    private void Leave()
    {
        lock (gate)
        {
            if (waiting.Count > 0)
            {
                _ = WorkAsync();
            }
            else
            {
                sending--;
            }
        }
    }

    private async Task WorkAsync()
    {
        await Task.Yield(); // The gate is held.
        while (Next() is [_, ..] next)
        {
            try
            {
                await send(next.ConvertAll(n => n.Item)).ConfigureAwait(false);
                next.ForEach(n => n.Sent.SetResult());
            }
            catch (Exception e)
            {
                next.ForEach(n => n.Sent.SetException(e));
            }
        }
    }

    // Empty: this sender is done.
    private List<(T Item, TaskCompletionSource Sent)> Next()
    {
        var next = new List<(T Item, TaskCompletionSource Sent)>();
        lock (gate)
        {
            for (var left = room; waiting.TryPeek(out var first)
                && (next.Count == 0 || weight(first.Item) <= left); left -= weight(first.Item))
            {
                next.Add(waiting.Dequeue());
            }

            sending -= next.Count == 0 ? 1 : 0;
        }

        return next;
    }
}
