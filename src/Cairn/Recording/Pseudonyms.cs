using Cairn.Merkle;

namespace Cairn;

/// <summary>The pseudonyms of the persons in one batch: those the directory knows, and fresh ones.</summary>
internal sealed class Pseudonyms(IReadOnlyDictionary<AuditSubject, Hash> identifiers, IReadOnlyDictionary<Hash, StoredSubject> known, RandomFill random)
{
    private readonly Dictionary<AuditSubject, string> fresh = [];

    public static Pseudonyms None { get; } = new(new Dictionary<AuditSubject, Hash>(), new Dictionary<Hash, StoredSubject>(), static _ => { });

    public LeafParty Name(string type, string identifier)
    {
        var person = new AuditSubject(type, identifier);
        return new(type, known.TryGetValue(identifiers[person], out var row) ? row.Subject[(type.Length + 1)..] : Fresh(person));
    }

    /// <summary>What an entry naming these persons would bring into the directory.</summary>
    public IReadOnlyList<NewSubject> NewFor(IEnumerable<AuditSubject> persons)
    {
        List<NewSubject>? news = null;
        foreach (var person in persons)
        {
            var identifier = identifiers[person];
            if (!known.ContainsKey(identifier) && news?.Exists(n => n.Identifier == identifier) != true)
            {
                (news ??= []).Add(new(identifier, $"{person.Type}:{Fresh(person)}"));
            }
        }

        return news ?? (IReadOnlyList<NewSubject>)[];
    }

    private string Fresh(AuditSubject person)
    {
        if (!fresh.TryGetValue(person, out var name))
        {
            Span<byte> bytes = stackalloc byte[16];
            random(bytes);
            fresh.Add(person, name = "~" + Base64.Encode(bytes));
        }

        return name;
    }
}
