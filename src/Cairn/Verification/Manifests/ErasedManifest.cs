using System.Text.Json;

namespace Cairn;

/// <summary>The disclosures with these digests were deleted.</summary>
internal sealed record ErasedManifest(IReadOnlyList<string> Digests) : Manifest
{
    public const string Name = "erased";

    public override string Action => CairnActions.DataErased.Name;

    protected override string Kind => Name;

    public static ErasedManifest Read(JsonElement json)
    {
        var digests = new List<string>();
        foreach (var digest in json.GetProperty("digests").EnumerateArray())
        {
            digests.Add(digest.GetString() is { } text && LeafReader.IsDigest(text) ? text : throw new FormatException("it names what is no digest"));
        }

        return digests.Count > 0 ? new(digests) : throw new FormatException("it names no digest");
    }

    protected override void Members(Utf8Buffer json)
    {
        json.Raw(",\"digests\":["u8);
        for (var i = 0; i < Digests.Count; i++)
        {
            json.Raw(i == 0 ? ""u8 : ","u8).Quoted(Digests[i]);
        }

        json.Raw("]"u8);
    }
}
