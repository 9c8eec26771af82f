using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The disclosures with these digests were deleted.</summary>
/// <param name="Run">Which part of which run it is.</param>
/// <param name="Digests">Ascending, 1 to <see cref="MostDigests"/>.</param>
internal sealed record ErasedManifest(ManifestPart Run, IReadOnlyList<string> Digests) : Manifest
{
    public const string Name = "erased";
    public const string ActionName = "cairn.data_erased";

    public const int MostDigests = 1_024;

    public override string Action => ActionName;

    public override string Kind => Name;

    /// <summary>As many manifests as it takes to name these digests, the parts of one run.</summary>
    public static IReadOnlyList<ErasedManifest> Of(string run, IEnumerable<string> digests)
    {
        var parts = digests.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(MostDigests).ToList();
        return [.. parts.Select((part, i) => new ErasedManifest(new(run, i + 1, parts.Count), part))];
    }

    public static ErasedManifest Read(JsonElement json)
    {
        var digests = new List<string>();
        foreach (var digest in json.GetProperty("digests").EnumerateArray())
        {
            var text = digest.GetString();
            if (text is null || !Base64Text.IsSpelled(text, 32) || (digests.Count > 0 && string.CompareOrdinal(digests[^1], text) >= 0))
            {
                throw new FormatException("it names what is no digest, or its digests are not ascending");
            }

            digests.Add(text);
        }

        return digests.Count is > 0 and <= MostDigests
            ? new(ManifestPart.Read(json, "run"), digests)
            : throw new FormatException($"it names no digest, or more than {MostDigests}");
    }

    protected override void Members(Utf8Buffer json)
    {
        Run.Format(json, "run"u8);
        json.Raw(",\"digests\":["u8);
        for (var i = 0; i < Digests.Count; i++)
        {
            json.Raw(i == 0 ? ""u8 : ","u8).Quoted(Digests[i]);
        }

        json.Raw("]"u8);
    }
}
