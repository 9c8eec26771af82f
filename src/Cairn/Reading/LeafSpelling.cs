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
internal sealed class LeafSpelling(ILogStore store, LogIdentity log)
{
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

        if (log.Secret.Length > 0 && !(cut is null && LeafText.IsPlainId(id)))
        {
            parties.Add(new(inLeaf, StandIn.OfId(log, inLeaf, text, cut)));
        }

        parties.AddRange(await PseudonymsAsync(new(inLeaf, text, cut), cancellationToken).ConfigureAwait(false));
        return parties;
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

    private async ValueTask<IEnumerable<LeafParty>> PseudonymsAsync(PersonalId person, CancellationToken cancellationToken)
    {
        Hash[] identifiers = [.. log.Keys.NewestFirst(KeyPurpose.Lookup).Select(person.Lookup)];
        if (identifiers.Length == 0)
        {
            return [];
        }

        var known = await store.FindSubjectsAsync(log, identifiers, cancellationToken).ConfigureAwait(false);
        return known.Rows.Values.Select(row => row.Subject[(person.Type.Length + 1)..]).Distinct().Select(
            id => new LeafParty(person.Type, id));
    }

    // As shaping keeps an id or a word: its beginning, and the digest of the whole.
    private static (string Kept, string? Cut) AsKept(string text) => Cut.HasMore(text, EventLimits.Characters)
        ? (Cut.Characters(text, EventLimits.Characters), Base64Text.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
        : (text, null);
}
