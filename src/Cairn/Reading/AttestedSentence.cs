using System.Globalization;
using Cairn.Manifests;

namespace Cairn.Reading;

/// <summary>Tells what one of Cairn's own entries attests, with its numbers.</summary>
internal static class AttestedSentence
{
    // So many are named; the others are counted.
    private const int MostRanges = 5;

    public static string Of(Manifest manifest) => manifest switch
    {
        ContinuedManifest m =>
            $"The log goes on under a new origin: {Why(m.Reason)}; {Count(m.Size, "entry", "entries")} found in the old one, "
            + $"{m.Lost} signed and not found",
        ExpiryPlannedManifest m => $"{Entries(m.Set)} planned to expire{From(m.NotBefore)}{Part(m.Run)}",
        ExpiredManifest m => $"{Count(m.Count, "entry", "entries")} expired as entry {m.Plan} had planned{Held(m.Held)}{Part(m.Run)}",
        ErasedManifest m => $"{Count(m.Digests.Count, "disclosure was", "disclosures were")} erased{Part(m.Run)}",
        HoldPlacedManifest m => $"{Entries(m.Set)} put under the hold {m.Hold.Of}{Until(m.Until)}{Part(m.Hold)}",
        HoldLiftedManifest m => $"The hold {m.Hold} was lifted",
        PolicySetManifest m =>
            $"From {Day(m.From)} on entries are kept {Kept(m.Days)}{Rules(m.Rules.Count)}, and go {Count(m.NoticeDays, "day", "days")} "
            + "after they were planned to",
        KeyChangedManifest { Old: null } m => $"The first {Key(m.Purpose)} key was made: {m.New}",
        KeyChangedManifest m => $"The {Key(m.Purpose)} key was changed from {m.Old} to {m.New}",
        ActionDeclaredManifest m => $"The words of {m.Declared} were declared: {m.Sentences[0].Value}",
        LogMovedManifest m => $"The log goes on at another place, {m.To}, after {Count(m.Size, "entry", "entries")}",
        DroppedManifest m => $"{Count(m.Count, "event", "events")} could not be recorded: {Lost(m.Why)}{Numbers(m)}",
        _ => "Cairn attested something that this version does not know",
    };

    private static string Entries(IndexSet set) =>
        set.Count == 1 ? $"Entry {set.First} was"
        : set.Count == set.Last - set.First + 1 ? $"Entries {set.First} to {set.Last} were"
        : $"{Number(set.Count)} entries from {set.First} to {set.Last} were";

    private static string Count(long count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Part(ManifestPart part) => part.Count == 1 ? "" : $" (part {part.Number} of {part.Count})";

    private static string From(DateTimeOffset? time) => time is { } some ? $", not before {Minute(some)}" : "";

    private static string Until(DateTimeOffset? time) => time is { } some ? $", meant until {Minute(some)}" : "";

    private static string Held(IndexSet? held) => held is null ? "" : $"; {Count(held.Count, "entry stays", "entries stay")} under a hold";

    private static string Kept(long? days) => days is { } some ? $"for {Count(some, "day", "days")}" : "for ever";

    private static string Rules(int count) => count == 0 ? "" : $" (but for {Count(count, "rule", "rules")})";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Key(string purpose) => purpose switch { KeyChangedManifest.Lookup => "look-up", _ => purpose };

    private static string Why(string reason) => reason switch
    {
        "restored" => "the store was restored from an older copy",
        "forked" => "the store held another history than was signed",
        "key_lost" => "its signing key was lost",
        ContinuedManifest.Planted => "somebody without its key had put another log in its place",
        "memory_lost" => "what had been signed was not known any more",
        _ => reason,
    };

    private static string Numbers(DroppedManifest m)
    {
        if (m.Ranges.Count == 0)
        {
            return "";
        }

        var ranges = m.Ranges.Take(MostRanges).Select(r => r.Length == 1 ? Number(r.From) : $"{Number(r.From)} to {Number(r.To)}");
        var more = m.Ranges.Count > MostRanges ? $" and {Count(m.Ranges.Count - MostRanges, "more range", "more ranges")}" : "";
        return $"; of producer {m.Producer} the {(m.Ranges is [{ Length: 1 }] ? "number" : "numbers")} {string.Join(", ", ranges)}{more}";
    }

    private static string Lost(string why) => why switch
    {
        "spool_full" => "the spool was full",
        "disk_failed" => "the disk failed",
        DroppedManifest.Quarantined => "set aside in the quarantine",
        DroppedManifest.QuarantineFull => "the quarantine was full",
        "rejected" => "refused",
        DroppedManifest.Duplicate => "already in the log, under other numbers",
        _ => why,
    };
}
