using System.Net;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Querying;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>Turns what people ask for into what leaves and columns of one log have.</summary>
/// <param name="store">Where the log is.</param>
/// <param name="log">The log.</param>
/// <param name="settings">What is known of the application.</param>
/// <param name="scope">What the asker may see.</param>
/// <param name="askedAt">From when on "so long ago" counts.</param>
internal sealed class QueryFilter(ILogStore store, LogIdentity log, ReaderSettings settings, ReaderScope scope, DateTimeOffset askedAt)
{
    // Namesakes beyond these are too many to tell apart by a name.
    private const int MostNamesakes = 200;

    private readonly LeafSpelling spelling = new(store, log, scope.Sees(AuditClasses.Identity));

    /// <exception cref="ArgumentException">A name is that of too many persons.</exception>
    public async Task<AskedEntries> OfAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var asked = await WholeAsync(scope.Narrowed(query), cancellationToken).ConfigureAwait(false);
        return asked with
        {
            Filter = asked.Filter with
            {
                OldestFirst = query.Order == AuditOrder.OldestFirst,
                LeftOut = Readings.AreAskedFor(query) || !Readings.MayBeAmong(asked.Filter.Actions) ? [] : Readings.Actions,
            }
        };
    }

    private async Task<AskedEntries> WholeAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(query, cancellationToken).ConfigureAwait(false);
        var (all, any, none) = (
            await EachAsync(query.AllOf, cancellationToken).ConfigureAwait(false),
            await EachAsync(query.AnyOf, cancellationToken).ConfigureAwait(false),
            await EachAsync(query.NoneOf, cancellationToken).ConfigureAwait(false));
        var filter = AskedEntries.Joined(
            members, [.. all.Select(a => a.Filter), .. any.Count == 0 ? Array.Empty<EntryFilter>()
                : [AskedEntries.Any([.. any.Select(a => a.Filter)])]]);
        if (none.Exists(n => n.Beyond is null))
        {
            filter = filter with { NoneOf = [.. filter.NoneOf, .. none.Where(n => n.Beyond is null).Select(n => n.Filter)] };
        }

        Func<SearchedEntry, bool>[] beyond =
        [
            .. Beyond(query),
            .. all.Select(a => a.Beyond).OfType<Func<SearchedEntry, bool>>(),
            .. any.Exists(a => a.Beyond is not null) ? [e => any.Exists(a => a.Holds(e))] : Array.Empty<Func<SearchedEntry, bool>>(),
            .. none.Where(n => n.Beyond is not null).Select<AskedEntries, Func<SearchedEntry, bool>>(n => e => !n.Holds(e)),
        ];
        return new(filter, beyond.Length == 0 ? null : e => Array.TrueForAll(beyond, b => b(e)));
    }

    private async Task<List<AskedEntries>> EachAsync(IReadOnlyList<AuditQuery> queries, CancellationToken cancellationToken)
    {
        var all = new List<AskedEntries>(queries.Count);
        foreach (var query in queries)
        {
            all.Add(await WholeAsync(query, cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    private async Task<EntryFilter> MembersAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var members = Members(query).ToList();
        return new()
        {
            Actors = await ActorsAsync(query.Actor, cancellationToken).ConfigureAwait(false),
            ActorTypes = query.ActorType is { } actors ? [LeafSpelling.Type(actors)] : null,
            Targets = await TargetsAsync(query.Target, cancellationToken).ConfigureAwait(false),
            TargetTypes = query.TargetType is { } targets ? [LeafSpelling.Type(targets)] : null,
            Parties = query.PersonName is { } name ? await NamedAsync(name, cancellationToken).ConfigureAwait(false)
                : query.Person is { } person ? await PartiesAsync(person, cancellationToken).ConfigureAwait(false) : null,
            Actions = await ActionsAsync(query.Actions, cancellationToken).ConfigureAwait(false),
            Categories = query.Categories.Count == 0
                ? null
                : [.. query.Categories.SelectMany(c => spelling.Words("category", c, Grammar.IsCategory)).Distinct()],
            Outcomes = query.Outcomes.Count == 0 ? null : [.. query.Outcomes.Distinct()],
            Networks = Networks(query),
            Members = members.Count == 0 ? [] : members,
            From = Latest(query.OccurredFrom, Ago(query.NewerThan)),
            Until = Earliest(query.OccurredUntil, Ago(query.OlderThan)),
            Range = await RangeAsync(query, cancellationToken).ConfigureAwait(false),
        };
    }

    // What only the disclosures of an entry can tell.
    private static IEnumerable<Func<SearchedEntry, bool>> Beyond(AuditQuery query)
    {
        if (query.Address is { } address)
        {
            yield return e => AddressOf(e) is { } came && came.Equals(Same(address));
        }

        if (query.Network is { } network)
        {
            var plain = AddressPrefix.Plain(network);
            yield return e => AddressOf(e) is { } came && plain.Contains(came);
        }

        foreach (var word in query.Words)
        {
            var (text, isBeginning) = (SearchText.OfWord(word.TrimEnd('*')), word.EndsWith('*'));
            yield return e => e.Texts.Any(t => SearchText.Has(t, text, isBeginning));
        }
    }

    private static IPAddress? AddressOf(SearchedEntry entry) =>
        entry.View is { } view && IpText.Parse(view.Event.Context.Ip ?? "") is { } came ? Same(came) : null;

    private static IPAddress Same(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private DateTimeOffset? Ago(TimeSpan? span) => span is not { } ago ? null
        : ago > askedAt - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : askedAt - ago;

    private static long? Latest(DateTimeOffset? one, DateTimeOffset? other) =>
        (one > other ? one : other ?? one) is { } time ? RfcTime.FirstMicrosecondFrom(time) : null;

    private static long? Earliest(DateTimeOffset? one, DateTimeOffset? other) =>
        (one < other ? one : other ?? one) is { } time ? RfcTime.FirstMicrosecondFrom(time) : null;

    private async ValueTask<IReadOnlyList<LeafParty>?> ActorsAsync(AuditSubject? actor, CancellationToken cancellationToken) =>
        actor is null ? null
        : actor is { Type: "", Id: { Length: > 0 } id }
            ? await spelling.ActorsAsync(id, settings.Persons.Types, cancellationToken).ConfigureAwait(false)
        : await PartiesAsync(actor, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<LeafParty>?> TargetsAsync(AuditSubject? target, CancellationToken cancellationToken) =>
        target is null ? null
        : target is { Type: "", Id: { Length: > 0 } id }
            ? await spelling.TargetsAsync(id, settings.Persons.Types, cancellationToken).ConfigureAwait(false)
        : await PartiesAsync(target, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<LeafParty>> PartiesAsync(AuditSubject subject, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(subject.Id) ? [new(LeafSpelling.Type(subject.Type), null)]
        : subject.Type.Length > 0
            ? [.. (await spelling.PartiesAsync(subject.Type, subject.Id, cancellationToken).ConfigureAwait(false)).Distinct()]
        :
        [
            .. (await spelling.ActorsAsync(subject.Id, settings.Persons.Types, cancellationToken).ConfigureAwait(false))
                .Union(await spelling.TargetsAsync(subject.Id, settings.Persons.Types, cancellationToken).ConfigureAwait(false))
                .Where(p => p.Id is not null),
        ];

    private async Task<IReadOnlyList<LeafParty>> NamedAsync(string name, CancellationToken cancellationToken)
    {
        var byId = name.Length == 0 ? [] : await PartiesAsync(new("", name), cancellationToken).ConfigureAwait(false);
        return [.. byId.Union(await NamesakesAsync(name, cancellationToken).ConfigureAwait(false))];
    }

    private async Task<IReadOnlyList<LeafParty>> NamesakesAsync(string name, CancellationToken cancellationToken)
    {
        string[] kinds =
        [
            .. scope.Sees(AuditClasses.Identity) ? [AliasText.Name] : Array.Empty<string>(),
            .. scope.Sees(AuditClasses.Contact) ? [AliasText.Email, AliasText.Phone] : Array.Empty<string>(),
        ];
        AliasHash[] hashes =
        [
            .. from key in log.Keys.NewestFirst(KeyPurpose.Lookup)
               from kind in kinds
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

    private IReadOnlyList<long>? Networks(AuditQuery query)
    {
        Network? network = query.Address is { } address ? Network.Of(address)
            : query.Network is { } prefix && AddressPrefix.IsOfOneNetwork(prefix) ? Network.Of(AddressPrefix.Plain(prefix).BaseAddress)
            : null;
        return settings.IndexesAddresses && network is { } known
            // Without a key they are looked for one by one.
            && log.Keys.NewestFirst(KeyPurpose.Lookup) is { Count: > 0 } keys ? [.. keys.Select(known.Hash)] : null;
    }

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
