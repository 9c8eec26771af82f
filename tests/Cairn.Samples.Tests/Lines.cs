using System.Text.Json;

namespace Cairn.Samples.Tests;

/// <summary>Entries as the samples' routes answer with them.</summary>
internal static class Lines
{
    public static string Text(this JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static string Action(this JsonElement line) => line.Text("action");

    public static List<string> Items(this JsonElement line, string name) =>
        [.. line.GetProperty(name).EnumerateArray().Select(i => i.GetString() ?? "")];

    public static bool Has(this List<JsonElement> lines, string action, string outcome = "Success") => lines.Exists(
        line => line.Action() == action && line.Text("outcome") == outcome);

    public static JsonElement One(this List<JsonElement> lines, string action, string outcome = "Success") =>
        lines.Find(line => line.Action() == action && line.Text("outcome") == outcome);
}
