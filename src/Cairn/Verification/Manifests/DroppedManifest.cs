using System.Text.Json;

namespace Cairn;

/// <summary>These sequence numbers of a producer will not come. Events lost before they had a number are only counted.</summary>
internal sealed record DroppedManifest(string Producer, IReadOnlyList<NumberRange> Ranges, long Count, string Why) : Manifest
{
    public const string Name = "dropped";

    /// <summary>Set aside in a file, where a person decides.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>Refused, and there was no room to set it aside.</summary>
    public const string QuarantineFull = "quarantine_full";

    /// <summary>The event is in the log, recorded before under its id: its second number names nothing.</summary>
    public const string Duplicate = "duplicate";

    private static readonly string[] Reasons = ["spool_full", "disk_failed", Quarantined, QuarantineFull, "rejected", Duplicate];

    public override string Action => CairnActions.EventsDropped.Name;

    protected override string Kind => Name;

    public static DroppedManifest Read(JsonElement json)
    {
        var manifest = new DroppedManifest(
            json.GetProperty("producer").GetString() ?? "",
            NumberRange.Parse(json.GetProperty("ranges"), least: 1),
            json.GetProperty("count").GetInt64(),
            json.GetProperty("why").GetString() ?? "");
        return Grammar.IsProducer(manifest.Producer) && manifest.Count > 0 && Reasons.Contains(manifest.Why)
            ? manifest
            : throw new FormatException("its producer, count or reason is not one");
    }

    protected override void Members(Utf8Buffer json)
    {
        json.Raw(",\"producer\":"u8).Quoted(Producer);
        NumberRange.Format(Ranges, json.Raw(",\"ranges\":"u8));
        json.Raw(",\"count\":"u8).Number(Count).Raw(",\"why\":"u8).Quoted(Why);
    }
}
