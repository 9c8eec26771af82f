using System.Buffers;
using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>
/// What one member of an object says about the others: <c>"key": "DB_PASSWORD"</c> that <c>value</c> is a password, <c>"kty"</c> that
/// <c>d</c> is a private key (RFC 7517, RFC 7518).
/// </summary>
/// <param name="Rule">The rule for the object's value; <see langword="null"/>: none.</param>
/// <param name="IsKey">It is a key in JSON.</param>
internal sealed record SaidOfObject(MaskRule? Rule, bool IsKey)
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NameMembers = Lookup(
        "key keyname name field fieldname header headername param parameter parametername variable variablename property propertyname "
        + "setting settingname option optionname attribute attributename env envvar claim claimtype k n path type label column columnname "
        + "configkey");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ValueMembers = Lookup(
        "value values val v stringvalue textvalue fieldvalue headervalue paramvalue parametervalue defaultvalue newvalue oldvalue "
        + "currentvalue previousvalue originalvalue valuebefore valueafter before after old new previous current from to was default");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KeyMembers = Lookup("d p q dp dq qi k oth");

    private static readonly SearchValues<char> OfSentences = SearchValues.Create("=?!,;\"\\");

    /// <summary>What a member says, if its name and value say anything.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="json">Its value.</param>
    /// <param name="names">The names known.</param>
    public static SaidOfObject? By(ReadOnlySpan<char> name, ReadOnlySpan<char> json, MemberNames names)
    {
        if (json.Length < 4 || json[0] != '"')
        {
            return null;
        }

        if (name is "kty")
        {
            return new(null, true);
        }

        var value = json[1..^1];
        if (value.Length > NameWords.Longest || !Is(NameMembers, name) || Name(value, names) is not { } rule)
        {
            return null;
        }

        return new(rule, false);
    }

    public static SaidOfObject Both(SaidOfObject? one, SaidOfObject other) =>
        one is null ? other : new(one.Rule ?? other.Rule, one.IsKey || other.IsKey);

    /// <summary>The rule for another member of the object.</summary>
    public MaskRule? RuleOf(ReadOnlySpan<char> name) =>
        IsKey && KeyMembers.Contains(name) ? MaskRules.PrivateKey
        : Rule is not null && Is(ValueMembers, name) ? Rule
        : null;

    /// <summary>The rule of a name that stands in a value: one name, no sentence.</summary>
    public static MaskRule? Name(ReadOnlySpan<char> value, MemberNames names) =>
        value.Length <= NameWords.Longest && value.Count(' ') < 3 && !value.ContainsAny(OfSentences)
        && names.Find(value) is { IsContent: false } rule ? rule : null;

    /// <summary>Whether a member of this name holds a value that another one names.</summary>
    public static bool IsValue(ReadOnlySpan<char> name) => Is(ValueMembers, name);

    /// <summary>Whether a member of this name names what another one holds.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => Is(NameMembers, name);

    private static bool Is(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> members, ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= NameWords.Longest && members.Contains(new NameWords(name, stackalloc char[NameWords.Longest]).Joined);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
