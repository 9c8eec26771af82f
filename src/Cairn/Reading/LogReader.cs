using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Reads one tenant's newest log, or one log, for whoever shows it.</summary>
internal sealed class LogReader : IAuditReader
{
    private readonly ILogStore store;
    private readonly ReaderSettings settings;
    private readonly Func<CancellationToken, ValueTask<LogIdentity?>> find;
    private readonly string culture;

    private LogReader(ILogStore store, ReaderSettings settings, Func<CancellationToken, ValueTask<LogIdentity?>> find, string culture) =>
        (this.store, this.settings, this.find, this.culture) = (store, settings, find, culture);

    /// <summary>A reader of a tenant's newest log.</summary>
    public static LogReader OfTenant(ILogStore store, string tenant, ReaderSettings settings) =>
        new(store, settings, cancellationToken => store.FindLogAsync(tenant, cancellationToken), "");

    /// <summary>A reader of one log.</summary>
    public static LogReader OfLog(ILogStore store, LogIdentity log, ReaderSettings settings, string culture = "") =>
        new(store, settings, _ => new(log), culture);

    public IAuditReader ForTenant(string tenant)
    {
        _ = Tenants.Checked(tenant, nameof(tenant));
        return new LogReader(store, settings, cancellationToken => store.FindLogAsync(tenant, cancellationToken), culture);
    }

    public IAuditReader ForCulture(string culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.Length == 0 || CultureName.Is(culture)
            ? new LogReader(store, settings, find, culture)
            : throw new ArgumentException($"'{culture}' is not the name of a culture, such as de or pt-BR.", nameof(culture));
    }

    public async Task<AuditPage> GetPageAsync(AuditQuery query, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        var log = await find(cancellationToken).ConfigureAwait(false);
        var after = cursor is null ? (EntryCursor?)null : PageCursor.Parse(cursor, log, query);
        return log is null ? new([], null) : await PageAsync(log, query, after, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AuditEntry?> FindAsync(long index, CancellationToken cancellationToken = default) =>
        await find(cancellationToken).ConfigureAwait(false) is { } log
        && await ReadAsync(log, index, cancellationToken).ConfigureAwait(false) is { } read
            ? Readable(read, log)
            : null;

    public async Task<AuditEntry?> FindAsync(Guid eventId, CancellationToken cancellationToken = default) =>
        await find(cancellationToken).ConfigureAwait(false) is { } log
        && await ReadAsync(log, eventId, cancellationToken).ConfigureAwait(false) is { } read
            ? Readable(read, log)
            : null;

    public async Task<AuditCount> CountAsync(AuditQuery query, long atMost = 10_000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(atMost);
        query.Validate();
        if (await find(cancellationToken).ConfigureAwait(false) is not { } log)
        {
            return new(0, false);
        }

        var filter = await new QueryFilter(store, log, settings).OfAsync(query, cancellationToken).ConfigureAwait(false);
        var more = atMost == long.MaxValue ? atMost : atMost + 1;
        var count = filter.IsEmpty ? 0
            : QueryFilter.Beyond(query) is { } beyond ? await CountAsync(log, filter, beyond, more, cancellationToken).ConfigureAwait(false)
            : await store.CountAsync(log, filter, more, cancellationToken).ConfigureAwait(false);
        return new(Math.Min(count, atMost), count > atMost);
    }

    /// <summary>The entry at an index, as far as it can be read.</summary>
    public async Task<ReadEntry?> ReadAsync(LogIdentity log, long index, CancellationToken cancellationToken)
    {
        // With the one before it: the store's time of an entry follows from both.
        var (from, count) = index > 0 ? (index - 1, 2) : (0, 1);
        var stored = index < 0 ? [] : await store.ReadEntriesAsync(log, from, count, cancellationToken).ConfigureAwait(false);
        if (stored.Count == 0 || stored[^1].Index != index)
        {
            return null;
        }

        var reading = new EntryReading(store, log, settings, culture);
        var read = (await reading.ReadAsync([stored[^1]], cancellationToken).ConfigureAwait(false))[0];
        return read.View is { } view && EntryRowCheck.Time(stored[^1], view.Leaf, stored.Count > 1 ? stored[0] : null) is { } problem
            ? read with { Problems = [.. read.Problems, problem] }
            : read;
    }

    /// <summary>The entry of an event, as far as it can be read.</summary>
    /// <exception cref="AuditDamageException">What the store has under this id is another event.</exception>
    public async Task<ReadEntry?> ReadAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken)
    {
        var index = await store.FindAsync(log, eventId, cancellationToken).ConfigureAwait(false);
        var read = index is { } found ? await ReadAsync(log, found, cancellationToken).ConfigureAwait(false) : null;
        return read?.View is { } view && view.Leaf.Id != eventId
            ? throw new AuditDamageException(
                read.Stored.Index, [$"it is found by the event id {eventId:D}, and its leaf has the id {view.Leaf.Id:D}"])
            : read;
    }

    private async Task<AuditPage> PageAsync(LogIdentity log, AuditQuery query, EntryCursor? after, CancellationToken cancellationToken)
    {
        var filter = await new QueryFilter(store, log, settings).OfAsync(query, cancellationToken).ConfigureAwait(false);
        var size = query.IsWhole ? (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).Size : 0;
        var page = await new PageScan(
            store, log, filter, QueryFilter.Beyond(query)).ReadAsync(after, query.PageSize, cancellationToken).ConfigureAwait(false);
        var read = await new EntryReading(store, log, settings, culture).ReadAsync(page.Entries, cancellationToken).ConfigureAwait(false);
        return new(read, log)
        {
            Next = page.Next is { } next ? PageCursor.Format(log, query, next) : null,
            SearchedTo = page.SearchedTo,
            Gaps = query.IsWhole
                ? await new PageGaps(store, log).FindAsync(
                    filter.RangeBehind(after), page, filter.OldestFirst, size, cancellationToken).ConfigureAwait(false)
                : [],
        };
    }

    private async Task<long> CountAsync(
        LogIdentity log,
        EntryFilter filter,
        Func<StoredEntry, bool> beyond,
        long most,
        CancellationToken cancellationToken)
    {
        var count = 0L;
        EntryCursor? after = null;
        do
        {
            var page = await new PageScan(
                store, log, filter, beyond).ReadAsync(after, AuditQuery.LargestPage, cancellationToken).ConfigureAwait(false);
            (count, after) = (count + page.Entries.Count, page.Next);
        }
        while (after is not null && count < most);
        return Math.Min(count, most);
    }

    private static AuditEntry Readable(ReadEntry read, LogIdentity log) =>
        read.View is null ? throw new AuditDamageException(read.Stored.Index, read.Problems) : new(read, log);
}
