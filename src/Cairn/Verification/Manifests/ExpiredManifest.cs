using System.Text.Json;

namespace Cairn;

/// <summary>The entries at these indexes were dropped because their time was over.</summary>
internal sealed record ExpiredManifest(IReadOnlyList<NumberRange> Ranges) : Manifest
{
    public const string Name = "expired";

    public override string Action => CairnActions.EntriesExpired.Name;

    protected override string Kind => Name;

    public static ExpiredManifest Read(JsonElement json) => NumberRange.Parse(json.GetProperty("ranges"), least: 0) is { Count: > 0 } ranges
        ? new(ranges)
        : throw new FormatException("it names no range");

    protected override void Members(Utf8Buffer json) => NumberRange.Format(Ranges, json.Raw(",\"ranges\":"u8));
}
