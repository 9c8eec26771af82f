using Cairn.Entries;
using Cairn.Events;
using Cairn.Reading.Counting;
using Cairn.Reading.Exporting;
using Cairn.Reading.Tailing;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Reads one tenant's newest log, one log, or the newest logs of several tenants, for whoever shows them.</summary>
internal sealed class LogReader : IAuditReader
{
    private readonly LogSource source;
    private readonly LogChoice choice;

    private LogReader(LogSource source, LogChoice choice) => (this.source, this.choice) = (source, choice);

    /// <summary>A reader of a tenant's newest log.</summary>
    public static LogReader OfTenant(ILogStore store, string tenant, ReaderSettings settings) =>
        new(new(store, settings, new()), LogChoice.OfTenant(store, tenant));

    /// <summary>A reader of one log.</summary>
    public static LogReader OfLog(ILogStore store, LogIdentity log, ReaderSettings settings, string culture = "") =>
        new(new(store, settings, new(culture)), LogChoice.OfLog(log));

    public IAuditReader ForTenant(string tenant) =>
        new LogReader(source, LogChoice.OfTenant(source.Store, Tenants.Checked(tenant, nameof(tenant))));

    public IAuditReader ForTenants(IReadOnlyCollection<string>? tenants)
    {
        string[]? named = tenants is null ? null : [.. tenants.Select(t => Tenants.Checked(t, nameof(tenants)))];
        return named is not [] ? new LogReader(source, LogChoice.OfTenants(source.Store, named))
            : throw new ArgumentException("No tenant is named: null means every tenant.", nameof(tenants));
    }

    public IAuditReader ForCulture(string culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return With(source.Scope.In(culture));
    }

    public IAuditReader ForClasses(AuditClasses classes) => With(source.Scope.Of(classes));

    public IAuditReader Within(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return With(source.Scope.Of(query));
    }

    public async Task<AuditPage> GetPageAsync(AuditQuery query, string? cursor = null, CancellationToken cancellationToken = default)
    {
        Check(query);
        var logs = await choice.FindAsync(cancellationToken).ConfigureAwait(false);
        var asked = PageCursor.Asked(choice.BoundTo(logs), query, source.Scope);
        var begin = cursor is null ? null : PageCursor.Parse(cursor, asked);
        return await new PageReading(source, query, choice.IsMany).ReadAsync(logs, begin, asked, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AuditEntry?> FindAsync(long index, CancellationToken cancellationToken = default) =>
        choice.IsMany
            ? throw new InvalidOperationException("An index is a place in one log: choose the tenant with ForTenant.")
            : await choice.FindAsync(cancellationToken).ConfigureAwait(false) is [var log]
                && await source.ReadAsync(log, index, cancellationToken).ConfigureAwait(false) is { } read
                ? Readable(read, log)
                : null;

    public async Task<AuditEntry?> FindAsync(Guid eventId, CancellationToken cancellationToken = default)
    {
        foreach (var log in await choice.FindAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await source.ReadAsync(log, eventId, cancellationToken).ConfigureAwait(false) is { } read)
            {
                return Readable(read, log);
            }
        }

        return null;
    }

    public async Task<AuditCount> CountAsync(AuditQuery query, long atMost = 10_000, CancellationToken cancellationToken = default)
    {
        Check(query);
        ArgumentOutOfRangeException.ThrowIfNegative(atMost);
        var (more, now) = (atMost == long.MaxValue ? atMost : atMost + 1, source.Now());
        var count = 0L;
        foreach (var log in await choice.FindAsync(cancellationToken).ConfigureAwait(false))
        {
            count += await source.CountAsync(log, query, more - count, now, cancellationToken).ConfigureAwait(false);
            if (count >= more)
            {
                break;
            }
        }

        return new(Math.Min(count, atMost), count > atMost);
    }

    public async Task<AuditStatistics> GetStatisticsAsync(
        AuditQuery query, AuditGrouping grouping, CancellationToken cancellationToken = default)
    {
        Check(query);
        var groups = new GroupReading(source, query, grouping);
        foreach (var log in await choice.FindAsync(cancellationToken).ConfigureAwait(false))
        {
            await groups.AddAsync(log, cancellationToken).ConfigureAwait(false);
        }

        return await groups.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<AuditExportEnd> ExportAsync(
        AuditQuery query, Stream output, AuditExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(query);
        ArgumentNullException.ThrowIfNull(output);
        var logs = await choice.FindAsync(cancellationToken).ConfigureAwait(false);
        var run = new ExportRun(source, query, options ?? new(), choice.BoundTo(logs));
        return await run.RunAsync(logs, output, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<AuditTailEntry> TailAsync(
        AuditQuery query, string? after = null, CancellationToken cancellationToken = default)
    {
        Check(query);
        return new TailRun(source, query, choice).RunAsync(after, cancellationToken);
    }

    /// <summary>The entry at an index, as far as it can be read.</summary>
    public Task<ReadEntry?> ReadAsync(LogIdentity log, long index, CancellationToken cancellationToken) =>
        source.ReadAsync(log, index, cancellationToken);

    /// <summary>The entry of an event, as far as it can be read.</summary>
    /// <exception cref="AuditDamageException">What the store has under this id is another event.</exception>
    public Task<ReadEntry?> ReadAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        source.ReadAsync(log, eventId, cancellationToken);

    private LogReader With(ReaderScope scope) => new(source with { Scope = scope }, choice);

    private static void Check(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
    }

    private static AuditEntry Readable(ReadEntry read, LogIdentity log) =>
        read.View is null ? throw new AuditDamageException(read.Stored.Index, read.Problems) : new(read, log);
}
