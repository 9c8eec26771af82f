using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Turns what people ask for into what leaves and columns of one log have.</summary>
internal sealed class QueryFilter(ILogStore store, LogIdentity log, ReaderSettings settings)
{
    // Namesakes beyond these are too many to tell apart by a name.
    private const int MostNamesakes = 200;

    private readonly LeafSpelling spelling = new(store, log);

    /// <exception cref="ArgumentException">A name is that of too many persons.</exception>
    public async Task<EntryFilter> OfAsync(AuditQuery query, CancellationToken cancellationToken) => new()
    {
        Actors = await PartyAsync(query.Actor, cancellationToken).ConfigureAwait(false),
        Targets = await PartyAsync(query.Target, cancellationToken).ConfigureAwait(false),
        Parties = query.PersonName is { } name ? await NamesakesAsync(name, cancellationToken).ConfigureAwait(false)
            : await PartyAsync(query.Person, cancellationToken).ConfigureAwait(false),
        Actions = await ActionsAsync(query.Actions, cancellationToken).ConfigureAwait(false),
        Categories = query.Categories.Count == 0
            ? null
            : [.. query.Categories.SelectMany(c => spelling.Words("category", c, Grammar.IsCategory)).Distinct()],
        Outcomes = query.Outcomes.Count == 0 ? null : [.. query.Outcomes.Distinct()],
        Networks = query.Address is { } address && settings.IndexesAddresses ? Networks(Network.Of(address)) : null,
        Members = [.. Members(query)],
        From = query.OccurredFrom is { } from ? RfcTime.ToMicroseconds(from) : null,
        Until = query.OccurredUntil is { } until ? RfcTime.ToMicroseconds(until) : null,
        Range = await RangeAsync(query, cancellationToken).ConfigureAwait(false),
        OldestFirst = query.Order == AuditOrder.OldestFirst,
    };

    /// <summary>What only the disclosures of an entry can tell; <see langword="null"/>: nothing is left to ask.</summary>
    public static Func<StoredEntry, bool>? Beyond(AuditQuery query) => query.Address is not { } address ? null
        // Read.
        : stored => EntryView.TryRead(stored, out var view, out _)
            && IpText.Parse(view!.Event.Context.Ip ?? "") is { } came
            && Same(came).Equals(Same(address));

    private static System.Net.IPAddress Same(System.Net.IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private async ValueTask<IReadOnlyList<LeafParty>?> PartyAsync(AuditSubject? subject, CancellationToken cancellationToken) =>
        subject is null ? null
        : string.IsNullOrEmpty(subject.Id) ? [new(LeafSpelling.Type(subject.Type), null)]
        : [.. (await spelling.PartiesAsync(subject.Type, subject.Id, cancellationToken).ConfigureAwait(false)).Distinct()];

    private async Task<IReadOnlyList<LeafParty>> NamesakesAsync(string name, CancellationToken cancellationToken)
    {
        AliasHash[] hashes =
        [
            .. from key in log.Keys.NewestFirst(KeyPurpose.Lookup)
               from kind in (string[])[AliasText.Name, AliasText.Email, AliasText.Phone]
               select AliasText.Hash(key, kind, name) into hash
               where hash is not null
               select hash.Value,
        ];
        var found = hashes.Length == 0 ? [] : await store.FindAliasesAsync(log, hashes, cancellationToken).ConfigureAwait(false);
        LeafParty[] parties = [.. found.Select(f => PartyOf(f.Subject)).Distinct()];
        return parties.Length <= MostNamesakes ? parties
            : throw new ArgumentException($"{parties.Length} persons are called so: name one by type and id (Person).", nameof(name));
    }

    private static LeafParty PartyOf(string subject) =>
        subject.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? new(subject[..colon], subject[(colon + 1)..])
            : new(AuditActor.UnknownType, subject);

    // The names that begin so, where they are few: the index of actions leads to those. What begins so by the time of a later page is newer
    // than the cursor, or behind it.
    private async Task<IReadOnlyList<ActionName>?> ActionsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        if (patterns.Count == 0)
        {
            return null;
        }

        var names = patterns.Where(p => !p.EndsWith('*'))
            .Select(p => settings.Catalog.Find(p)?.Name ?? p)
            .ToHashSet(StringComparer.Ordinal);
        string[] prefixes = [.. patterns.Where(p => p.EndsWith('*')).Select(p => p[..^1]).Distinct()];
        foreach (var prefix in prefixes)
        {
            names.UnionWith(
                await store.FindActionsAsync(log, prefix, EntryFilter.MostChoices + 1, cancellationToken).ConfigureAwait(false));
        }

        return names.Count <= EntryFilter.MostChoices || prefixes.Length == 0
            ? [.. names.Order(StringComparer.Ordinal).Select(n => new ActionName(n))]
            : [
                .. names.Where(patterns.Contains).Select(n => new ActionName(n)),
                .. prefixes.Select(p => new ActionName(p, IsPrefix: true))
            ];
    }

    private IReadOnlyList<long>? Networks(Network network) =>
        // Without a key they are looked for one by one.
        log.Keys.NewestFirst(KeyPurpose.Lookup) is { Count: > 0 } keys ? [.. keys.Select(network.Hash)] : null;

    private IEnumerable<LeafMember> Members(AuditQuery query)
    {
        if (query.Source is { } source)
        {
            yield return new("source", spelling.Tokens("source", source));
        }

        foreach (var (name, id, hasForm) in ((string, string?, Func<string, bool>)[])
            [
                ("request_id", query.RequestId, LeafText.IsPlainReference),
                ("trace_id", query.TraceId, Grammar.IsTraceId),
                ("operation_id", query.OperationId, LeafText.IsPlainReference)
            ])
        {
            if (id is not null)
            {
                yield return new(name, spelling.Words(name, id, hasForm));
            }
        }
    }

    private async Task<IndexRange> RangeAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var times = new StoreTimes(store, log);
        var from = query.RecordedFrom is { } start ? await times.FirstAtAsync(start, cancellationToken).ConfigureAwait(false) : 0;
        var to = query.RecordedUntil is { } end ? await times.FirstAtAsync(end, cancellationToken).ConfigureAwait(false) : long.MaxValue;
        return new(Math.Max(from, query.IndexFrom ?? 0), Math.Min(to, query.IndexUntil ?? long.MaxValue));
    }
}
