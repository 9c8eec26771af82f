using Cairn.Primitives;

namespace Cairn.Redaction;

using Member = KeyValuePair<string, AuditValue>;

/// <summary>Masks metadata: a member's value whole when its name says secret, else what is secret within it.</summary>
internal sealed class MetadataRedactor(JsonRedactor json)
{
    private const string Root = "/metadata";

    public IReadOnlyList<Member> Redact(IReadOnlyList<Member> members)
    {
        var said = Said(members);
        Member[]? changed = null;
        HashSet<string>? taken = null;
        var masked = 0;
        for (var i = 0; i < members.Count; i++)
        {
            var (name, value) = members[i];
            var otherName = TextRedactor.Name(name);
            var otherValue = Value(otherName ?? name, value.Json, said);
            if (otherName is not null || otherValue is not null)
            {
                changed ??= [.. members];
                changed[i] = new(
                    otherName is null ? name : Unused(otherName, taken ??= [.. members.Select(m => m.Key)], ref masked),
                    otherValue is null ? value : AuditValue.Trusted(otherValue));
            }
        }

        return changed ?? members;
    }

    private string? Value(string name, string value, SaidOfObject? said)
    {
        var place = json.HasExempt ? Root + JsonPointer.Of(name) : Root;
        var rule = said?.RuleOf(name) ?? json.Names.Find(name);
        if (rule is null || json.IsExempt(place))
        {
            return json.Redact(value, place);
        }

        return JsonRedactor.IsSecret(value, rule) ? rule.Json : rule.Needs is null ? null : json.Redact(value, place);
    }

    // Metadata is an object, too: .With("key", "DB_PASSWORD").With("value", …).
    private SaidOfObject? Said(IReadOnlyList<Member> members)
    {
        SaidOfObject? said = null;
        for (var i = 0; i < members.Count; i++)
        {
            if (SaidOfObject.By(members[i].Key, members[i].Value.Json, json.Names) is { } by)
            {
                said = SaidOfObject.Both(said, by);
            }
        }

        return said;
    }

    private static string Unused(string name, HashSet<string> taken, ref int masked)
    {
        var unused = name;
        while (!taken.Add(unused))
        {
            unused = $"{name}#{++masked}";
        }

        return unused;
    }
}
