using System.Globalization;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading.Counting;

/// <summary>Counts what a query asks for, log by log, and says in people's words what each group has in common.</summary>
internal sealed class GroupReading
{
    private readonly LogSource source;
    private readonly AuditQuery query;
    private readonly AuditGrouping grouping;
    private readonly DateTimeOffset askedAt;
    private readonly GroupKey[] keys;
    private readonly TimeGroups times;
    private readonly Dictionary<(RawKey First, RawKey? Second), (long Count, LogIdentity Log, long Newest)> groups = [];
    private long count;

    /// <exception cref="ArgumentException">The grouping breaks a rule.</exception>
    public GroupReading(LogSource source, AuditQuery query, AuditGrouping grouping)
    {
        ArgumentNullException.ThrowIfNull(grouping);
        Require(Dimensions(grouping).All(Enum.IsDefined), "A dimension is none of those there are.");
        Require(grouping.First != grouping.Second, "The two dimensions are the same: leave one out.");
        Require(
            grouping.Most is >= 1 and <= AuditGrouping.LargestMost,
            string.Create(CultureInfo.InvariantCulture, $"Most is {grouping.Most}: 1 to {AuditGrouping.LargestMost} groups."));
        ArgumentNullException.ThrowIfNull(grouping.Zone);
        (this.source, this.query, this.grouping) = (source, query, grouping);
        (askedAt, times) = (source.Now(), new(grouping.Zone));
        keys = [.. Dimensions(grouping).Select(KeyOf)];
    }

    /// <summary>Counts a log's entries.</summary>
    public async Task AddAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var asked = await source.AskedAsync(log, query, askedAt, cancellationToken).ConfigureAwait(false);
        if (asked.Filter.IsEmpty)
        {
            return;
        }

        var found = asked.Beyond is null
            ? await source.Store.CountGroupsAsync(log, asked.Filter, keys, cancellationToken).ConfigureAwait(false)
            : await OneByOneAsync(log, asked, cancellationToken).ConfigureAwait(false);
        foreach (var group in found)
        {
            var key = (Raw(grouping.First, group.First, log), grouping.Second is { } second ? Raw(second, group.Second, log) : null);
            var known = groups.GetValueOrDefault(key, (0, log, -1));
            groups[key] = (known.Item1 + group.Count, group.Newest > known.Item3 ? log : known.Item2, Math.Max(known.Item3, group.Newest));
        }

        if (asked.Beyond is null)
        {
            count += keys.Any(k => k.Kind == GroupKind.Target)
                ? await source.Store.CountAsync(log, asked.Filter, long.MaxValue, cancellationToken).ConfigureAwait(false)
                : found.Sum(g => g.Count);
        }
    }

    public async Task<AuditStatistics> EndAsync(CancellationToken cancellationToken)
    {
        var names = new PartyNames(source);
        var all = new Dictionary<(AuditGroupKey, AuditGroupKey?), long>();
        foreach (var (key, group) in groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal)
            .Take(grouping.Most))
        {
            var first = await TellAsync(grouping.First, key.First, group, names, cancellationToken).ConfigureAwait(false);
            var second = key.Second is { } some && grouping.Second is { } by
                ? await TellAsync(by, some, group, names, cancellationToken).ConfigureAwait(false) : null;
            all[(first, second)] = all.GetValueOrDefault((first, second)) + group.Count;
        }

        var told = all.Select(g => new AuditGroup(g.Key.Item1, g.Key.Item2, g.Value));
        told = TimeGroups.IsTime(grouping.First)
            ? told.OrderBy(g => g.First.From).ThenByDescending(g => g.Count).ThenBy(g => g.Second?.From)
            : told.OrderByDescending(g => g.Count).ThenBy(g => g.First.Value, StringComparer.Ordinal).ThenBy(g => g.Second?.From);
        return new([.. told], count, groups.Count > grouping.Most);
    }

    private static IEnumerable<AuditDimension> Dimensions(AuditGrouping grouping) =>
        grouping.Second is { } second ? [grouping.First, second] : [grouping.First];

    private GroupKey KeyOf(AuditDimension dimension) => dimension switch
    {
        AuditDimension.Category => new(GroupKind.Category),
        AuditDimension.Action => new(GroupKind.Action),
        AuditDimension.Actor => new(GroupKind.Actor),
        AuditDimension.Target => new(GroupKind.Target),
        AuditDimension.Outcome => new(GroupKind.Outcome),
        AuditDimension.Source => new(GroupKind.Source),
        _ => new(GroupKind.Time, times.UnitOf(dimension)),
    };

    private async Task<IReadOnlyList<StoredGroup>> OneByOneAsync(LogIdentity log, AskedEntries asked, CancellationToken cancellationToken)
    {
        var counted = new Dictionary<(string?, string?), (long, long)>();
        await foreach (var page in source.AllAsync(log, asked, null, cancellationToken).ConfigureAwait(false))
        {
            GroupCounts.Add(counted, page, keys);
            count += page.Count;
        }

        return GroupCounts.List(counted);
    }

    // What stands for an id or word in one log stands for nothing in another.
    private RawKey Raw(AuditDimension dimension, string? text, LogIdentity log) => dimension switch
    {
        _ when text is null => new(null),
        _ when TimeGroups.IsTime(dimension) => new(
            null, Time: times.BeginningOf(dimension, long.Parse(text, CultureInfo.InvariantCulture) * times.UnitOf(dimension))),
        AuditDimension.Actor or AuditDimension.Target => new(text, text.Contains("/~", StringComparison.Ordinal)
            || text.Contains("/^", StringComparison.Ordinal) ? log.LogId : null),
        _ => new(text, StandIn.Is(text) ? log.LogId : null),
    };

    private async Task<AuditGroupKey> TellAsync(
        AuditDimension dimension,
        RawKey key,
        (long Count, LogIdentity Log, long Newest) group,
        PartyNames names,
        CancellationToken cancellationToken) => dimension switch
        {
            _ when TimeGroups.IsTime(dimension) => times.Tell(dimension, key.Time),
            _ when key.Text is null => new(null),
            AuditDimension.Actor or AuditDimension.Target =>
                await names.TellAsync(dimension, key.Text, group.Log, group.Newest, cancellationToken).ConfigureAwait(false),
            AuditDimension.Source => new(StandIn.Is(key.Text)
                ? await names.SourceAsync(group.Log, group.Newest, cancellationToken).ConfigureAwait(false) ?? key.Text
                : PercentEncoding.Decode(key.Text)),
            AuditDimension.Category when StandIn.Is(key.Text) =>
                new(await names.CategoryAsync(group.Log, group.Newest, cancellationToken).ConfigureAwait(false) ?? key.Text),
            _ => new(key.Text),
        };

    private static void Require(bool condition, string words)
    {
        if (!condition)
        {
            throw new ArgumentException(words);
        }
    }

    /// <summary>A key before it is told in people's words.</summary>
    private sealed record RawKey(string? Text, string? Log = null, long Time = 0);
}
