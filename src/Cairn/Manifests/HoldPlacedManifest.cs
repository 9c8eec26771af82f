using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The entries at these indexes stay, whatever plan names them, until the hold is lifted.</summary>
/// <param name="Hold">Which part of which hold it is. A further one under the same hold adds indexes.</param>
/// <param name="Until">When somebody meant to lift it; <see langword="null"/>: nobody said. It does not end by itself.</param>
/// <param name="Set">The indexes.</param>
internal sealed record HoldPlacedManifest(ManifestPart Hold, DateTimeOffset? Until, IndexSet Set) : Manifest
{
    public const string Name = "hold_placed";
    public const string ActionName = "cairn.hold_placed";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static HoldPlacedManifest Read(JsonElement json) =>
        new(ManifestPart.Read(json, "hold"), json.OptionalTime("until"), IndexSet.Read(json.GetProperty("set")));

    protected override void Members(Utf8Buffer json)
    {
        Hold.Format(json, "hold"u8);
        json.Raw(",\"until\":"u8).OptionalTime(Until);
        Set.Format(json.Raw(",\"set\":"u8));
    }
}
