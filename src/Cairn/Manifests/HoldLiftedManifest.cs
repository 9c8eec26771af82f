using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>A hold is over.</summary>
/// <param name="Hold">The hold.</param>
internal sealed record HoldLiftedManifest(string Hold) : Manifest
{
    public const string Name = "hold_lifted";
    public const string ActionName = "cairn.hold_lifted";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static HoldLiftedManifest Read(JsonElement json) => new(ManifestPart.ReadName(json, "hold"));

    protected override void Members(Utf8Buffer json) => json.Raw(",\"hold\":"u8).Quoted(Hold);
}
