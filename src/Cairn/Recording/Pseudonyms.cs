using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>The pseudonyms of the persons in one batch: those the directory knows, and fresh ones.</summary>
/// <param name="identifiers">The persons, each with what the directory may hold of them: under the newest look-up key first.</param>
/// <param name="known">What it does hold.</param>
/// <param name="random">Draws fresh ones.</param>
internal sealed class Pseudonyms(
    IReadOnlyDictionary<PersonalId, Hash[]> identifiers,
    IReadOnlyDictionary<Hash, StoredSubject> known,
    RandomFill random)
{
    private readonly Dictionary<PersonalId, string> fresh = [];

    public static Pseudonyms None { get; } =
        new(new Dictionary<PersonalId, Hash[]>(), new Dictionary<Hash, StoredSubject>(), static _ => { });

    public LeafParty Name(PersonalId person) =>
        new(person.Type, Known(person) is { } subject ? subject[(person.Type.Length + 1)..] : Fresh(person));

    /// <summary>What an entry naming these persons would bring into the directory.</summary>
    public IReadOnlyList<NewSubject> NewFor(IEnumerable<PersonalId> persons)
    {
        List<NewSubject>? news = null;
        foreach (var person in persons)
        {
            var identifier = identifiers[person][0];
            if (Known(person) is null && news?.Exists(n => n.Identifier == identifier) != true)
            {
                (news ??= []).Add(new(identifier, $"{person.Type}:{Fresh(person)}"));
            }
        }

        return news ?? (IReadOnlyList<NewSubject>)[];
    }

    private string? Known(PersonalId person)
    {
        foreach (var identifier in identifiers[person])
        {
            if (known.TryGetValue(identifier, out var row))
            {
                return row.Subject;
            }
        }

        return null;
    }

    private string Fresh(PersonalId person)
    {
        if (!fresh.TryGetValue(person, out var name))
        {
            Span<byte> bytes = stackalloc byte[16];
            random(bytes);
            fresh.Add(person, name = "~" + Base64Text.Encode(bytes));
        }

        return name;
    }
}
