using System.Runtime.CompilerServices;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading.Tailing;

/// <summary>
/// Follows logs by their indexes. A log grows at its end alone and an append is there as a whole or not at all, so the next index is never
/// missed and never met twice, whoever writes.
/// </summary>
internal sealed class TailRun(LogSource source, AuditQuery query, LogChoice choice)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // The first index of each log that was not looked at.
    private readonly Dictionary<long, long> next = [];
    private DateTimeOffset askedAt;
    private bool hasBegun;

    public async IAsyncEnumerable<AuditTailEntry> RunAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = PageCursor.Asked($"tail {choice.Text}", query with { Order = AuditOrder.OldestFirst }, source.Scope);
        for (var pause = Pause; ;)
        {
            var (logs, isLost) = await LogsAsync(cancellationToken).ConfigureAwait(false);
            if (!isLost && !hasBegun)
            {
                Begin(after, asked, logs);
            }

            foreach (var (log, size) in logs)
            {
                var tag = PageCursor.TagOf(log.LogId);
                next.TryAdd(tag, 0); // A log that was begun meanwhile is new as a whole.
                while (next[tag] < size && !isLost)
                {
                    (var read, isLost) = await ReadAsync(log, next[tag], size, cancellationToken).ConfigureAwait(false);
                    foreach (var entry in read.Entries)
                    {
                        next[tag] = entry.Stored.Index + 1;
                        if (entry.View is not null)
                        {
                            yield return new(new(entry, log), Position(asked));
                        }
                    }

                    next[tag] = isLost ? next[tag] : read.Next;
                }
            }

            pause = !isLost ? Pause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            await Task.Delay(pause, source.Settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // Where nothing was seen yet, what is there now is not new.
    private void Begin(string? after, string asked, IReadOnlyList<(LogIdentity Log, long Size)> logs)
    {
        (hasBegun, askedAt) = (true, source.Now());
        if (after is not null)
        {
            var cursor = PageCursor.Parse(after, asked);
            askedAt = cursor.AskedAt;
            foreach (var (tag, place) in cursor.Places)
            {
                next[tag] = Math.Max(0, place.Index);
            }
        }
        else
        {
            foreach (var (log, size) in logs)
            {
                next[PageCursor.TagOf(log.LogId)] = size;
            }
        }
    }

    private string Position(string asked) =>
        new PageCursor(askedAt, next.ToDictionary(n => n.Key, n => new EntryCursor(n.Value, 0))).Format(asked);

    private async Task<(IReadOnlyList<(LogIdentity Log, long Size)> Logs, bool IsLost)> LogsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var logs = await choice.FindAsync(cancellationToken).ConfigureAwait(false);
            if (logs is [var one])
            {
                return ([(one, (await source.Store.ReadHeadAsync(one, cancellationToken).ConfigureAwait(false)).Size)], false);
            }

            var sizes = logs.Count == 0 ? []
                : (await source.Store.ReadProgressAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(
                    p => p.Log.LogId, p => p.Size);
            return ([.. logs.Select(l => (l, sizes.GetValueOrDefault(l.LogId)))], false);
        }
        catch (CairnStoreException)
        {
            return ([], true); // It may come back.
        }
    }

    private async Task<(TailPart Part, bool IsLost)> ReadAsync(LogIdentity log, long from, long size, CancellationToken cancellationToken)
    {
        try
        {
            // Anew each time: persons, actions and types may have come in since.
            var asked = await source.AskedAsync(log, query, askedAt, cancellationToken).ConfigureAwait(false);
            var filter = asked.Filter with
            {
                OldestFirst = true,
                InLogOrder = true,
                Range = new(Math.Max(from, asked.Filter.Range.From), Math.Min(size, asked.Filter.Range.To)),
            };
            var page = await source.Search(log, asked with { Filter = filter }).ReadAsync(null, 100, cancellationToken).ConfigureAwait(
                false);
            var read = await source.ReadAsync(log, page.Entries, cancellationToken).ConfigureAwait(false);
            return (new(read, page.Next is { } place ? place.Index + 1 : size), false);
        }
        catch (CairnStoreException)
        {
            return (new([], from), true); // The same entries are read again when it is back.
        }
    }

    private sealed record TailPart(IReadOnlyList<ReadEntry> Entries, long Next);
}
