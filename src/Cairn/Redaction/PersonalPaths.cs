using System.Text.Json;

namespace Cairn;

/// <summary>Keeps the paths of personal data good after masking: a path into a value that was masked whole now names the mark.</summary>
internal static class PersonalPaths
{
    public static AuditEvent Follow(AuditEvent redacted)
    {
        if (redacted.Personal.Count is 0 or > EventLimits.Personal || redacted.Personal.Any(part => !JsonPointer.IsValid(part.Path)))
        {
            return redacted; // Nothing to follow, or nothing that will be accepted.
        }

        using var document = Parse(redacted);
        return document is null ? redacted : redacted with { Personal = Apart([.. redacted.Personal.Select(part => part with { Path = Existing(part.Path, document.RootElement) })]) };
    }

    private static JsonDocument? Parse(AuditEvent redacted)
    {
        try
        {
            return JsonDocument.Parse(EventJson.Write(redacted));
        }
        catch (JsonException)
        {
            return null; // Too deep: it will be refused.
        }
    }

    private static string Existing(string path, JsonElement element)
    {
        var existing = "";
        foreach (var token in JsonPointer.Tokens(PointerText.Redact(path) ?? path))
        {
            if (element.ValueKind == JsonValueKind.String && Marks.IsMark(element.GetString()))
            {
                break;
            }

            existing += JsonPointer.Of(token);
            element = Step(element, token);
        }

        return existing;
    }

    private static JsonElement Step(JsonElement element, string token) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(token, out var member) => member,
        JsonValueKind.Array when PersonalRules.IsPosition(token) && int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) is var i && i < element.GetArrayLength() => element[i],
        _ => default,
    };

    // Two paths may have met at one mark. It is about nobody: the first keeps it.
    private static List<PersonalData> Apart(List<PersonalData> parts)
    {
        var apart = new List<PersonalData>();
        foreach (var part in parts)
        {
            if (!apart.Exists(other => other.Path == part.Path))
            {
                apart.Add(part);
            }
        }

        return apart;
    }
}
