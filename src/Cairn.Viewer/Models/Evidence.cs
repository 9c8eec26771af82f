using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Verification;

namespace Cairn.Viewer.Models;

/// <summary>What a browser needs to check an entry: its leaf, its disclosures, and the manifest that has its words.</summary>
internal static class Evidence
{
    // A list is not to weigh what its largest entries weigh.
    private const int MostInList = 32 << 10;

    /// <summary>The same for an element of a list: what is large stays on the entry's own page, from where a script gets it.</summary>
    public static IReadOnlyDictionary<string, object> InList(AuditEntry entry) =>
        entry.View.Disclosures.Sum(d => d.Encoded.Length) <= MostInList ? Of(entry) : new Dictionary<string, object>
        {
            ["data-entry"] = entry.Index.ToString(CultureInfo.InvariantCulture),
            ["data-evidence"] = "apart",
        };

    /// <summary>Attributes of the element that shows the entry.</summary>
    public static IReadOnlyDictionary<string, object> Of(AuditEntry entry)
    {
        var view = entry.View;
        var attributes = new Dictionary<string, object>
        {
            ["data-entry"] = entry.Index.ToString(CultureInfo.InvariantCulture),
            ["data-leaf"] = entry.Leaf,
            ["data-parts"] = string.Join('~', view.Disclosures.Select(d => d.Encoded)),
        };
        if (view.Withheld.Count > 0)
        {
            attributes["data-withheld"] = Withheld(view);
        }

        if (view.Erased.Count + view.Missing.Count > 0)
        {
            attributes["data-erased"] = string.Join(' ', view.Erased);
            attributes["data-missing"] = string.Join(' ', view.Missing);
        }

        if (entry.Source.Manifest is { } manifest)
        {
            attributes["data-manifest"] = Encoding.UTF8.GetString(manifest.Format());
        }

        return attributes;
    }

    private static string Withheld(EntryView view)
    {
        var all = new JsonArray();
        foreach (var part in view.Withheld)
        {
            all.Add((JsonNode)new JsonObject { ["name"] = part.Name, ["subject"] = part.Subject, ["digest"] = part.Digest });
        }

        return all.ToJsonString(JsonSerializerOptions.Default);
    }
}
