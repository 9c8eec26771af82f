using System.Text.Encodings.Web;
using System.Text.Json;
using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

/// <summary>The project's own vectors, in files that others can read.</summary>
public static class VectorFile
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // The files are read by people and parsers, never inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file, after holding it against what the oracle makes. <c>CAIRN_WRITE_VECTORS=1</c> writes it first.</summary>
    public static IReadOnlyList<T> Read<T>(string name, IEnumerable<T> made)
    {
        var file = Path.Combine(Repository.Root(), "tests", "Cairn.Merkle.Tests", "vectors", name);
        var json = JsonSerializer.Serialize(made, Layout) + "\n";
        if (Environment.GetEnvironmentVariable("CAIRN_WRITE_VECTORS") == "1")
        {
            File.WriteAllText(file, json);
        }

        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.Equal(json, text);
        return JsonSerializer.Deserialize<List<T>>(text, Layout)!; // The file is a list: it was just compared.
    }

    public static string[] Texts(IEnumerable<Hash> hashes) => [.. hashes.Select(hash => hash.ToString())];

    public static Hash Hash(string text) =>
        Merkle.Hash.TryParse(text, out var hash) ? hash : throw new FormatException($"Not a hash: {text}");
}
