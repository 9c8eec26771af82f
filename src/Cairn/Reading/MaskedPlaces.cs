using System.Globalization;
using System.Text;
using System.Text.Json;
using Cairn.Intake;
using Cairn.Redaction;

namespace Cairn.Reading;

/// <summary>Finds the texts of an event in which redaction put a mark in the place of a secret.</summary>
internal static class MaskedPlaces
{
    /// <summary>JSON Pointers into the event's JSON, in its order.</summary>
    public static IReadOnlyList<string> Of(AuditEvent e)
    {
        var json = EventJson.Write(e);
        if (json.AsSpan().IndexOf(Encoding.UTF8.GetBytes(MaskMarks.Open)) < 0)
        {
            return [];
        }

        var places = new List<string>();
        using var document = JsonDocument.Parse(json, new() { MaxDepth = 256 });
        Walk(document.RootElement, "", places);
        return places;
    }

    private static void Walk(JsonElement value, string path, List<string> places)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Walk(member.Value, $"{path}/{Escaped(member.Name)}", places);
                }

                break;
            case JsonValueKind.Array:
                var position = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{position++}"), places);
                }

                break;
            case JsonValueKind.String when HasMark(value.GetString()!): // A string.
                places.Add(path);
                break;
        }
    }

    private static bool HasMark(string text)
    {
        for (var end = text.IndexOf(']', StringComparison.Ordinal) + 1; end > 0; end = text.IndexOf(']', end) + 1)
        {
            if (MaskMarks.EndAt(text, 0, end))
            {
                return true;
            }
        }

        return false;
    }

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
