using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Where entries are read from, and what of them somebody may see.</summary>
internal sealed record LogSource(ILogStore Store, ReaderSettings Settings, ReaderScope Scope)
{
    /// <summary>The time, to the microsecond, as cursors keep it.</summary>
    public DateTimeOffset Now() => RfcTime.Truncate(Settings.Clock.GetUtcNow());

    /// <summary>What is asked for, in a log's own spelling.</summary>
    /// <exception cref="ArgumentException">A name is that of too many persons.</exception>
    public Task<AskedEntries> AskedAsync(LogIdentity log, AuditQuery query, DateTimeOffset askedAt, CancellationToken cancellationToken) =>
        new QueryFilter(Store, log, Settings, Scope, askedAt).OfAsync(query, cancellationToken);

    /// <summary>A search for entries of a log.</summary>
    public PageScan Search(LogIdentity log, AskedEntries asked, TimeSpan? time = null) =>
        new(Store, log, asked.Filter, asked.Beyond is null ? null : asked.Holds) { Shown = Scope.Shown, Clock = Settings.Clock,
            Time = time };

    /// <summary>Every entry that is asked for, in pages, however far they lie apart.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredEntry>> AllAsync(
        LogIdentity log,
        AskedEntries asked,
        EntryCursor? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await Search(log, asked).ReadAsync(after, AuditQuery.LargestPage, cancellationToken).ConfigureAwait(false);
            yield return page.Entries;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>How many entries there are, at most so many.</summary>
    public async Task<long> CountAsync(
        LogIdentity log, AuditQuery query, long most, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(log, query, askedAt, cancellationToken).ConfigureAwait(false);
        if (asked.Filter.IsEmpty || most == 0)
        {
            return 0;
        }

        if (asked.Beyond is null)
        {
            return await Store.CountAsync(log, asked.Filter, most, cancellationToken).ConfigureAwait(false);
        }

        var count = 0L;
        await foreach (var page in AllAsync(log, asked, null, cancellationToken).ConfigureAwait(false))
        {
            count += page.Count;
            if (count >= most)
            {
                break;
            }
        }

        return Math.Min(count, most);
    }

    /// <summary>The same entries as people see them, in the same order.</summary>
    public Task<IReadOnlyList<ReadEntry>> ReadAsync(
        LogIdentity log, IReadOnlyList<StoredEntry> entries, CancellationToken cancellationToken) =>
        new EntryReading(Store, log, Settings, Scope.Culture).ReadAsync(entries, cancellationToken);

    /// <summary>Entries of several logs as people see them, in the same order.</summary>
    public async Task<IReadOnlyList<(ReadEntry Entry, LogIdentity Log)>> ReadAsync(
        IReadOnlyList<(StoredEntry Entry, LogIdentity Log)> entries, CancellationToken cancellationToken)
    {
        var read = new (ReadEntry, LogIdentity)[entries.Count];
        foreach (var log in entries.Select((e, at) => (e.Entry, e.Log, at)).GroupBy(e => e.Log.LogId))
        {
            var all = log.ToList();
            var of = await ReadAsync(all[0].Log, [.. all.Select(e => e.Entry)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < all.Count; i++)
            {
                read[all[i].at] = (of[i], all[i].Log);
            }
        }

        return read;
    }

    /// <summary>The entry at an index, as far as it can be read; <see langword="null"/>: it is not there for whoever asks.</summary>
    public async Task<ReadEntry?> ReadAsync(LogIdentity log, long index, CancellationToken cancellationToken)
    {
        // With the one before it: the store's time of an entry follows from both.
        var (from, count) = index > 0 ? (index - 1, 2) : (0, 1);
        var stored = index < 0 ? [] : await Store.ReadEntriesAsync(log, from, count, cancellationToken).ConfigureAwait(false);
        if (stored.Count == 0 || stored[^1].Index != index
            || !await IsThereAsync(log, Scope.Shown(stored[^1]), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var read = (await ReadAsync(log, [Scope.Shown(stored[^1])], cancellationToken).ConfigureAwait(false))[0];
        return read.View is { } view && EntryRowCheck.Time(stored[^1], view.Leaf, stored.Count > 1 ? stored[0] : null) is { } problem
            ? read with { Problems = [.. read.Problems, problem] }
            : read;
    }

    /// <summary>The entry of an event, as far as it can be read.</summary>
    /// <exception cref="AuditDamageException">What the store has under this id is another event.</exception>
    public async Task<ReadEntry?> ReadAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken)
    {
        var index = await Store.FindAsync(log, eventId, cancellationToken).ConfigureAwait(false);
        var read = index is { } found ? await ReadAsync(log, found, cancellationToken).ConfigureAwait(false) : null;
        return read?.View is { } view && view.Leaf.Id != eventId
            ? throw new AuditDamageException(
                read.Stored.Index, [$"it is found by the event id {eventId:D}, and its leaf has the id {view.Leaf.Id:D}"])
            : read;
    }

    private async Task<bool> IsThereAsync(LogIdentity log, StoredEntry entry, CancellationToken cancellationToken) => Scope.Within is null
        || (await AskedAsync(log, new() { IncludesReadings = true }, Now(), cancellationToken).ConfigureAwait(false)).Holds(entry);
}
