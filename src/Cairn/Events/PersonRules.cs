using System.Collections.Frozen;
using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>Which actors and targets are persons, and which ids are personal in themselves.</summary>
internal sealed class PersonRules(IEnumerable<string> personTypes, IEnumerable<string> personalIdTypes)
{
    public static readonly string[] DefaultPersonTypes = ["user", "member", "person", "patient", "customer", "employee", "contact"];
    public static readonly string[] DefaultPersonalIdTypes = ["phone", "email"];

    private readonly FrozenSet<string> persons = personTypes.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> personalIds = personalIdTypes.ToFrozenSet(StringComparer.Ordinal);

    public static PersonRules Default { get; } = new(DefaultPersonTypes, DefaultPersonalIdTypes);

    /// <summary>The types of persons, and those whose ids are personal.</summary>
    public IEnumerable<string> Types => persons.Union(personalIds);

    public bool IsPerson(string type) => persons.Contains(type);

    /// <summary>
    /// Whether an id is personal in itself. One that was cut looks like nothing: its whole has more than 1,024 characters.
    /// </summary>
    public bool IsPersonalId(string type, string id, bool isCut = false) => personalIds.Contains(type) || (!isCut && LooksPersonal(id));

    /// <summary>Whether a text is an e-mail address or a phone number by its look.</summary>
    public static bool LooksPersonal(string text) => (LooksLikeEmail(text) && IsShort(text)) || LooksLikePhone(text);

    /// <summary>Whether a text has at most 1,024 characters (code points).</summary>
    public static bool IsShort(string text) => !Cut.HasMore(text, EventLimits.Characters);

    // a@b.c
    private static bool LooksLikeEmail(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || id.IndexOf('@', at + 1) >= 0)
        {
            return false;
        }

        var dot = id.LastIndexOf('.');
        return dot > at + 1 && dot < id.Length - 1;
    }

    // + and 7 to 15 digits: E.164.
    private static bool LooksLikePhone(string id) =>
        id.Length is >= 8 and <= 16 && id[0] == '+' && !id.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
