using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>These sequence numbers of a producer will not come. Events lost before they had a number are only counted.</summary>
internal sealed record DroppedManifest(string Producer, IReadOnlyList<NumberRange> Ranges, long Count, string Why) : Manifest
{
    public const string Name = "dropped";
    public const string ActionName = "cairn.events_dropped";

    /// <summary>Set aside in a file, where a person decides.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>The event is in the log, recorded before under its id: its second number names nothing.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The place where a person decides was full: the event is gone.</summary>
    public const string QuarantineFull = "quarantine_full";

    // So many ranges fit one manifest, however long their numbers are.
    private const int MostRanges = 1_000;

    private static readonly string[] Reasons = ["spool_full", "disk_failed", Quarantined, QuarantineFull, "rejected", Duplicate];

    public override string Action => ActionName;

    public override string Kind => Name;

    /// <summary>As many manifests as it takes to name these ranges. What has no number is counted in the first.</summary>
    public static IReadOnlyList<DroppedManifest> Of(string producer, IReadOnlyList<NumberRange> ranges, long count, string why)
    {
        if (ranges.Count <= MostRanges)
        {
            return [new(producer, ranges, count, why)];
        }

        var uncounted = count - ranges.Sum(r => r.Length);
        return [.. ranges.Chunk(MostRanges)
            .Select((part, i) => new DroppedManifest(producer, part, part.Sum(r => r.Length) + (i == 0 ? uncounted : 0), why))];
    }

    public static DroppedManifest Read(JsonElement json)
    {
        var manifest = new DroppedManifest(
            json.Text("producer"),
            NumberRange.Parse(json.GetProperty("ranges"), least: 1),
            json.Number("count", least: 1),
            json.Text("why"));
        return Grammar.IsProducer(manifest.Producer) && Reasons.Contains(manifest.Why)
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
