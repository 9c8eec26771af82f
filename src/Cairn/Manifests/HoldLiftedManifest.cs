using System.Text.Json;

namespace Cairn;

/// <summary>A hold is over.</summary>
/// <param name="Hold">The hold.</param>
internal sealed record HoldLiftedManifest(string Hold) : Manifest
{
    public const string Name = "hold_lifted";

    public override string Action => CairnActions.HoldLifted.Name;

    public override string Kind => Name;

    public static HoldLiftedManifest Read(JsonElement json) => new(ManifestPart.ReadName(json, "hold"));

    protected override void Members(Utf8Buffer json) => json.Raw(",\"hold\":"u8).Quoted(Hold);
}
