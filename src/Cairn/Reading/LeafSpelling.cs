using System.Security.Cryptography;
using System.Text;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>
/// Under which spelling a leaf may have what somebody types: as it is, encoded, or covered by a pseudonym or stand-in. What was recorded
/// under other options, or cannot be told for want of a secret or key, is asked for in every way it may stand.
/// </summary>
/// <param name="store">Where the log is.</param>
/// <param name="log">The log.</param>
/// <param name="seesIdentity">Whether ids that the log covers may be asked for by what they cover.</param>
internal sealed class LeafSpelling(ILogStore store, LogIdentity log, bool seesIdentity = true)
{
    // Types of actors that have no id: people ask for them by the type alone.
    private static readonly string[] WithoutId = [AuditActor.System.Type, AuditActor.Anonymous.Type, AuditActor.Unknown.Type];

    /// <summary>A type as a leaf spells it.</summary>
    public static string Type(string type) =>
        LeafParties.TypeOf(Cut.IsLonger(type, EventLimits.TypeBytes) ? Cut.Bytes(type, EventLimits.TypeBytes) : type);

    /// <summary>The ids under which a party may stand in a leaf; any of them is meant.</summary>
    /// <param name="type">Its type as people spell it.</param>
    /// <param name="id">Its id as it came, or a pseudonym or stand-in as a leaf shows it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<LeafParty>> PartiesAsync(string type, string id, CancellationToken cancellationToken)
    {
        var inLeaf = Type(type);
        var (text, cut) = AsKept(id);
        List<LeafParty> parties = [];
        if (cut is null && LeafText.IsId(id))
        {
            parties.Add(new(inLeaf, id));
        }

        if (seesIdentity)
        {
            parties.AddRange(await CoveredAsync([inLeaf], id, cancellationToken).ConfigureAwait(false));
        }

        return parties;
    }

    /// <summary>The actors of any type that have the id; their types are empty where the id stands as it is.</summary>
    /// <param name="id">The id, or a type whose actors have none.</param>
    /// <param name="types">Types that may have the id where the log covers it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<LeafParty>> ActorsAsync(
        string id, IEnumerable<string> types, CancellationToken cancellationToken) =>
    [
        .. AsKept(id).Cut is null && LeafText.IsId(id) ? [new LeafParty("", id)] : Array.Empty<LeafParty>(),
        .. WithoutId.Contains(id) ? [new LeafParty(id, null)] : Array.Empty<LeafParty>(),
        .. seesIdentity ? await CoveredAsync([.. types.Select(Type)], id, cancellationToken).ConfigureAwait(false) : [],
    ];

    /// <summary>The targets of any type that have the id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="types">Types that may have the id where the log covers it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<LeafParty>> TargetsAsync(
        string id, IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var found = AsKept(id).Cut is null && LeafText.IsId(id)
            ? await store.FindTargetTypesAsync(log, id, EntryFilter.MostChoices, cancellationToken).ConfigureAwait(false) : [];
        return
        [
            .. found.Select(type => new LeafParty(type, id)),
            .. seesIdentity ? await CoveredAsync([.. types.Select(Type)], id, cancellationToken).ConfigureAwait(false) : [],
        ];
    }

    /// <summary>The spellings of a role, a source or an outcome's code in a leaf; any of them is meant.</summary>
    public IReadOnlyList<string> Tokens(string member, string text)
    {
        var (kept, cut) = AsKept(text);
        List<string> spellings = [];
        if (text.Length > 0 && PercentEncoding.Fits(text) && !PersonRules.LooksPersonal(text))
        {
            spellings.Add(PercentEncoding.Token.Encode(text));
        }
        else if (log.Secret.Length > 0)
        {
            spellings.Add(StandIn.OfWord(log, member, kept, cut));
        }

        return StandIn.Is(text) ? [text, .. spellings] : spellings;
    }

    /// <summary>The spelling of a category, or of the id of a request, trace or operation, in a leaf; any of them is meant.</summary>
    /// <param name="member">Its name in a leaf.</param>
    /// <param name="text">The text as it came.</param>
    /// <param name="hasForm">Whether a leaf may have a text as it is.</param>
    public IReadOnlyList<string> Words(string member, string text, Func<string, bool> hasForm)
    {
        var (kept, cut) = AsKept(text);
        return StandIn.Is(text) || (hasForm(text) && !PersonRules.LooksPersonal(text)) ? [text]
            : log.Secret.Length > 0 ? [StandIn.OfWord(log, member, kept, cut)]
            : [];
    }

    // What stands for the id where it does not stand itself: stand-ins and pseudonyms.
    private async ValueTask<IEnumerable<LeafParty>> CoveredAsync(string[] types, string id, CancellationToken cancellationToken)
    {
        var (text, cut) = AsKept(id);
        var standIns = log.Secret.Length > 0 && !(cut is null && LeafText.IsPlainId(id))
            ? types.Select(type => new LeafParty(type, StandIn.OfId(log, type, text, cut))) : [];
        var keys = log.Keys.NewestFirst(KeyPurpose.Lookup);
        Hash[] identifiers = [.. keys.SelectMany(_ => types, (key, type) => new PersonalId(type, text, cut).Lookup(key)).Distinct()];
        if (identifiers.Length == 0)
        {
            return standIns;
        }

        var known = await store.FindSubjectsAsync(log, identifiers, cancellationToken).ConfigureAwait(false);
        return standIns.Concat(known.Rows.Values.Select(row => row.Subject).Distinct()
            .Where(subject => subject.Contains(':', StringComparison.Ordinal))
            .Select(subject => subject.Split(':', 2) is [var type, var name] ? new LeafParty(type, name) : new(subject, null)));
    }

    // As shaping keeps an id or a word: its beginning, and the digest of the whole.
    private static (string Kept, string? Cut) AsKept(string text) => Cut.HasMore(text, EventLimits.Characters)
        ? (Cut.Characters(text, EventLimits.Characters), Base64Text.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
        : (text, null);
}
