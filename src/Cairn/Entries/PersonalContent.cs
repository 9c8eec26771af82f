using System.Globalization;
using System.Text.Json;

namespace Cairn;

/// <summary>Splits an event's content by the persons its parts are about (docs/spec/entry.md, Another subject).</summary>
internal static class PersonalContent
{
    private static readonly (string Pointer, string Member)[] Members =
        [("/description", "description"), ("/reason", "reason"), ("/outcome/error", "error"), ("/changes", "changes"), ("/metadata", "metadata")];

    /// <summary>For each subject, nobody first, the members of its content disclosure: <c>,"name":value…</c>.</summary>
    public static IEnumerable<(string? Subject, byte[] Members)> Of(AuditEvent e, EventPeople people)
    {
        using var document = JsonDocument.Parse(EventJson.Write(e));
        var taken = new SortedDictionary<string, string>(Utf8Order.Comparer);
        foreach (var part in e.Personal.Where(p => !PersonalRules.IsTargetName(p.Path)))
        {
            if (people.SubjectOf(part.Subject) is var subject && subject != people.ContentSubject)
            {
                taken.Add(part.Path, subject);
            }
        }

        var contents = taken.GroupBy(t => t.Value, StringComparer.Ordinal)
            .Select(group => (Subject: (string?)group.Key, Members: Values(document.RootElement, group.Select(t => t.Key))))
            .Append((Subject: people.ContentSubject, Members: Rest(document.RootElement, taken)));
        return [.. contents.OrderBy(c => c.Subject ?? "", StringComparer.Ordinal)];
    }

    /// <summary>The value a pointer names; it is known to be there.</summary>
    public static JsonElement At(JsonElement root, string pointer)
    {
        foreach (var token in JsonPointer.Tokens(pointer))
        {
            root = root.ValueKind == JsonValueKind.Array ? root[int.Parse(token, CultureInfo.InvariantCulture)] : root.GetProperty(token);
        }

        return root;
    }

    private static byte[] Values(JsonElement root, IEnumerable<string> pointers)
    {
        var json = new Utf8Buffer().Raw(",\"values\":"u8);
        var separator = "{"u8;
        foreach (var pointer in pointers)
        {
            json.Raw(separator).Quoted(pointer).Raw(":"u8).Json(At(root, pointer));
            separator = ","u8;
        }

        return json.Raw("}"u8).ToArray();
    }

    private static byte[] Rest(JsonElement root, SortedDictionary<string, string> taken)
    {
        var json = new Utf8Buffer();
        foreach (var (pointer, member) in Members)
        {
            if (!taken.ContainsKey(pointer) && Has(root, pointer))
            {
                json.Raw(",\""u8).Raw(member).Raw("\":"u8);
                Without(At(root, pointer), pointer, taken, json);
            }
        }

        return json.ToArray();
    }

    private static bool Has(JsonElement root, string pointer)
    {
        foreach (var token in JsonPointer.Tokens(pointer))
        {
            if (!root.TryGetProperty(token, out root))
            {
                return false;
            }
        }

        return true;
    }

    private static void Without(JsonElement element, string pointer, SortedDictionary<string, string> taken, Utf8Buffer json)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            ObjectWithout(element, pointer, taken, json);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            ArrayWithout(element, pointer, taken, json);
        }
        else
        {
            json.Json(element);
        }
    }

    private static void ObjectWithout(JsonElement element, string pointer, SortedDictionary<string, string> taken, Utf8Buffer json)
    {
        var separator = "{"u8;
        foreach (var member in element.EnumerateObject())
        {
            var inner = pointer + JsonPointer.Of(member.Name);
            if (!taken.ContainsKey(inner))
            {
                json.Raw(separator).Quoted(member.Name).Raw(":"u8);
                Without(member.Value, inner, taken, json);
                separator = ","u8;
            }
        }

        json.Raw(separator[0] == '{' ? "{}"u8 : "}"u8);
    }

    private static void ArrayWithout(JsonElement element, string pointer, SortedDictionary<string, string> taken, Utf8Buffer json)
    {
        json.Raw("["u8);
        for (var i = 0; i < element.GetArrayLength(); i++)
        {
            var inner = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}");
            json.Raw(i == 0 ? ""u8 : ","u8);
            if (taken.ContainsKey(inner))
            {
                json.Raw("null"u8); // Keeps the places of the others; the value stands in its person's disclosure.
            }
            else
            {
                Without(element[i], inner, taken, json);
            }
        }

        json.Raw("]"u8);
    }
}
