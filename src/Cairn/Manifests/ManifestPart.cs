using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>Which part of a run or a hold a manifest is: a large one is several entries.</summary>
/// <param name="Of">The run or hold: 16 random bytes in base64url.</param>
/// <param name="Number">From 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many parts it has.</param>
internal readonly record struct ManifestPart(string Of, long Number = 1, long Count = 1)
{
    /// <summary>A fresh name for a run or a hold.</summary>
    public static string NewName(RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        return Base64Text.Encode(bytes);
    }

    public static bool IsName(string text) => Base64Text.IsSpelled(text, 16);

    /// <exception cref="FormatException">It is no part.</exception>
    public static ManifestPart Read(JsonElement json, string name)
    {
        var part = new ManifestPart(ReadName(json, name), json.Number("part", least: 1), json.Number("parts", least: 1));
        return part.Number <= part.Count ? part : throw new FormatException("its part is beyond its parts");
    }

    /// <exception cref="FormatException">It is no run or hold.</exception>
    public static string ReadName(JsonElement json, string name) =>
        json.Text(name) is var text && IsName(text) ? text : throw new FormatException($"its {name} is not 16 bytes");

    public void Format(Utf8Buffer json, ReadOnlySpan<byte> name) =>
        json.Raw(",\""u8).Raw(name).Raw("\":"u8).Quoted(Of).Raw(",\"part\":"u8).Number(Number).Raw(",\"parts\":"u8).Number(Count);
}
