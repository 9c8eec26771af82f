using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Which logs are read.</summary>
internal sealed class LogChoice
{
    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<LogIdentity>>> find;

    private LogChoice(string text, bool isMany, Func<CancellationToken, ValueTask<IReadOnlyList<LogIdentity>>> find) =>
        (Text, IsMany, this.find) = (text, isMany, find);

    /// <summary>Tells one choice from others.</summary>
    public string Text { get; }

    /// <summary>Whether there may be several.</summary>
    public bool IsMany { get; }

    public static LogChoice OfTenant(ILogStore store, string tenant) => new($"tenant {tenant}", false, async cancellationToken =>
        await store.FindLogAsync(tenant, cancellationToken).ConfigureAwait(false) is { } log ? [log] : []);

    public static LogChoice OfLog(LogIdentity log) => new($"log {log.LogId}", false, _ => new([log]));

    /// <param name="store">Where they are.</param>
    /// <param name="tenants">Whose newest logs; <see langword="null"/>: everybody's.</param>
    public static LogChoice OfTenants(ILogStore store, IReadOnlyCollection<string>? tenants)
    {
        var named = tenants?.ToHashSet(StringComparer.Ordinal);
        var text = named is null ? "all tenants" : $"tenants {string.Join(' ', named.Order(StringComparer.Ordinal))}";
        return new(text, true, async cancellationToken =>
            [
                .. (await store.ListLogsAsync(cancellationToken).ConfigureAwait(false)).Where(l => named?.Contains(l.Tenant) != false)
                    .GroupBy(l => l.Tenant)
                    .Select(g => g.MaxBy(l => l.Generation)!) // A group has one at least.
                    .OrderBy(l => l.LogId, StringComparer.Ordinal),
            ]);
    }

    public ValueTask<IReadOnlyList<LogIdentity>> FindAsync(CancellationToken cancellationToken) => find(cancellationToken);

    /// <summary>What a cursor is bound to: one log by its id, several as they were chosen.</summary>
    public string BoundTo(IReadOnlyList<LogIdentity> logs) => IsMany ? Text : logs is [var log] ? log.LogId : "";
}
