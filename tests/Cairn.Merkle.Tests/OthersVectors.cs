using System.Text.Json;
using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

/// <summary>
/// The vectors of transparency-dev/merkle, where a checkout lies beside this repository or <c>CAIRN_VECTORS</c> says where. They are not
/// copied here; without them the project's own are run.
/// </summary>
public static class OthersVectors
{
    /// <summary>The cases of a kind, or none where the folder is absent. A folder that is there but empty fails.</summary>
    public static IReadOnlyList<(string File, JsonElement Case)> Of(string kind)
    {
        var root = Environment.GetEnvironmentVariable("CAIRN_VECTORS") ?? Path.Combine(Repository.Root(), "..", "shared", "vectors");
        var folder = Path.Combine(root, "merkle", kind);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return [.. files.Select(file => (file, JsonDocument.Parse(File.ReadAllText(file)).RootElement))];
    }

    /// <summary>Whether our check takes a case. What cannot be a value of ours, as a size of 2^64-1, is refused in reading.</summary>
    public static bool TakesInclusion(JsonElement vector) =>
        vector.GetProperty("leafIdx").TryGetInt64(out var index) && vector.GetProperty("treeSize").TryGetInt64(out var size)
        && Hash.TryParse(Text(vector, "leafHash"), out var leaf) && TryProof(vector, out var proof)
        && MerkleProof.CheckInclusion(proof, index, leaf, new TreeHead(size, Root(vector, "root")));

    /// <inheritdoc cref="TakesInclusion"/>
    public static bool TakesConsistency(JsonElement vector) =>
        vector.GetProperty("size1").TryGetInt64(out var size1) && vector.GetProperty("size2").TryGetInt64(out var size2)
        && TryProof(vector, out var proof)
        && MerkleProof.CheckConsistency(proof, new TreeHead(size1, Root(vector, "root1")), new TreeHead(size2, Root(vector, "root2")));

    // Where a root is beside the point, the vectors have other bytes than 32: any hash will do that equal ones share.
    private static Hash Root(JsonElement vector, string name) =>
        Hash.TryParse(Text(vector, name), out var hash) ? hash : Hash.OfLeaf(System.Text.Encoding.UTF8.GetBytes(Text(vector, name)));

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString() ?? "";

    private static bool TryProof(JsonElement vector, out Hash[] proof)
    {
        var list = vector.GetProperty("proof");
        string[] texts = list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray().Select(hash => hash.GetString() ?? "")];
        proof = [.. texts.Where(text => Hash.TryParse(text, out _)).Select(VectorFile.Hash)];
        return proof.Length == texts.Length;
    }
}
