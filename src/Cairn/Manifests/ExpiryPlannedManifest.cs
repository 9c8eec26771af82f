using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The entries at these indexes are past their time and may be deleted.</summary>
/// <param name="Run">Which part of which run it is.</param>
/// <param name="Policy">The index of the policy's entry; <see langword="null"/>: none says so.</param>
/// <param name="NotBefore">From when on they may be deleted; <see langword="null"/>: at once.</param>
/// <param name="Set">The indexes.</param>
internal sealed record ExpiryPlannedManifest(ManifestPart Run, long? Policy, DateTimeOffset? NotBefore, IndexSet Set) : Manifest
{
    public const string Name = "expiry_planned";
    public const string ActionName = "cairn.expiry_planned";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static ExpiryPlannedManifest Read(JsonElement json) =>
        new(
            ManifestPart.Read(json, "run"),
            json.OptionalNumber("policy"),
            json.OptionalTime("not_before"),
            IndexSet.Read(json.GetProperty("set")));

    protected override void Members(Utf8Buffer json)
    {
        Run.Format(json, "run"u8);
        json.Raw(",\"policy\":"u8).OptionalNumber(Policy).Raw(",\"not_before\":"u8).OptionalTime(NotBefore);
        Set.Format(json.Raw(",\"set\":"u8));
    }
}
