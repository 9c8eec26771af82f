using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>Entries that a plan named went, but for those that a hold kept.</summary>
/// <param name="Run">Which part of which run it is.</param>
/// <param name="Plan">The index of the plan's entry.</param>
/// <param name="Count">How many entries went.</param>
/// <param name="Held">Those that stay; <see langword="null"/>: none.</param>
internal sealed record ExpiredManifest(ManifestPart Run, long Plan, long Count, IndexSet? Held) : Manifest
{
    public const string Name = "expired";
    public const string ActionName = "cairn.entries_expired";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static ExpiredManifest Read(JsonElement json)
    {
        var held = json.GetProperty("held");
        return new(
            ManifestPart.Read(json, "run"),
            json.Number("plan"),
            json.Number("count"),
            held.ValueKind == JsonValueKind.Null ? null : IndexSet.Read(held));
    }

    protected override void Members(Utf8Buffer json)
    {
        Run.Format(json, "run"u8);
        json.Raw(",\"plan\":"u8).Number(Plan).Raw(",\"count\":"u8).Number(Count).Raw(",\"held\":"u8);
        _ = Held is null ? json.Raw("null"u8) : Held.Format(json);
    }
}
