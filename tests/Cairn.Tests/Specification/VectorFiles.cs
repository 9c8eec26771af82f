using System.Text;
using System.Text.Json;
using Cairn.Contracts;

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

    /// <summary>A text of a vector with its repetitions put back; what is not UTF-8 stands there in base64.</summary>
    public static byte[] Long(this JsonElement vector, string member)
    {
        if (vector.Text(member + "_base64") is { } bytes)
        {
            return Convert.FromBase64String(bytes);
        }

        var text = vector.GetProperty(member) is { ValueKind: JsonValueKind.String } plain
            ? plain.GetString()!
            : vector.GetProperty(member).GetRawText();
        foreach (var repeat in vector.TryGetProperty(member + "_repeat", out var repeats) ? repeats.EnumerateArray().ToArray() : [])
        {
            var whole = string.Concat(Enumerable.Repeat(repeat.Text("text"), repeat.GetProperty("count").GetInt32()));
            text = text.Replace(repeat.Text("placeholder")!, whole, StringComparison.Ordinal); // Every repetition has its placeholder.
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string Folder(string kind) => Path.Combine(Repository.Root(), "docs", "spec", "vectors", kind);
}
