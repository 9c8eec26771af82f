using System.Text.Json;
using Cairn.Testing;

namespace Cairn.Tests;

/// <summary>The specification's vectors, docs/spec/vectors: written from the text alone, before the code.</summary>
internal static class VectorFiles
{
    public static TheoryData<string> Names(string kind)
    {
        var files = Directory.GetFiles(Folder(kind), "*.json");
        Assert.True(files.Length > 10, $"Only {files.Length} vectors in {Folder(kind)}: are they there?");
        return [.. files.Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
    }

    public static JsonElement Read(string kind, string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(kind), name + ".json"))).RootElement;

    public static string? Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Folder(string kind) => Path.Combine(Repository.Root(), "docs", "spec", "vectors", kind);
}
