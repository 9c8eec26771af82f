using System.Text.Json;
using Cairn.Entries;

namespace Cairn.Server.Pages;

/// <summary>One group of what is kept beside the leaf, under the person it is about.</summary>
internal static class DisclosureSection
{
    public static void Write(HtmlWriter html, Disclosure disclosure)
    {
        var about = disclosure.Subject is { } subject ? $"about {subject}" : "about nobody";
        html.Section(
            $"Beside the leaf: {disclosure.Name}",
            $"Class {disclosure.Class}, {about}. It can be erased; the leaf keeps only its digest.",
            () =>
            {
                using var value = JsonDocument.Parse(disclosure.Value);
                html.Facts([.. Members(value.RootElement), ("Digest", disclosure.Digest)]);
            });
    }

    // The subject stands above already; changes have a table of their own.
    private static IEnumerable<(string Name, string? Value)> Members(JsonElement value) => value.EnumerateObject()
        .Where(m => m.Name is not ("subject" or "changes"))
        .SelectMany(m => m is { Name: "metadata" or "names" or "ids" or "values", Value.ValueKind: JsonValueKind.Object }
            ? m.Value.EnumerateObject().Select(inner => ($"{m.Name} {inner.Name}", Text(inner.Value)))
            : [(m.Name, Text(m.Value))]);

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
}
