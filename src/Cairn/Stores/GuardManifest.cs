using System.Text.Json;

namespace Cairn;

/// <summary>What a store reads of a manifest: which indexes or digests it names, of which hold, from when on.</summary>
internal sealed record GuardManifest(string Kind)
{
    public const string Plan = "expiry_planned";
    public const string Erased = "erased";
    public const string Placed = "hold_placed";
    public const string Lifted = "hold_lifted";

    /// <summary>The indexes it names, ascending and apart.</summary>
    public IReadOnlyList<IndexRange> Indexes { get; init; } = [];

    /// <summary>The digests of the disclosures it names.</summary>
    public IReadOnlySet<string> Digests { get; init; } = new HashSet<string>();

    public DateTimeOffset? NotBefore { get; init; }

    public string Hold { get; init; } = "";

    /// <summary>Its kind, as a row says it; empty where it says none.</summary>
    public static string KindOf(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
                ? kind.GetString()! : ""; // A string.
        }
        catch (JsonException)
        {
            return ""; // Malformed: verify says so.
        }
    }

    /// <summary><see langword="null"/>: it is malformed, and admits nothing.</summary>
    public static GuardManifest? Read(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The manifest of an entry that places or lifts a hold; <see langword="null"/> for any other.</summary>
    public static GuardManifest? OfHold(string action, ReadOnlyMemory<byte> manifest) =>
        action is "cairn.hold_placed" or "cairn.hold_lifted" && Read(manifest) is { } read && ReleaseRules.ActionOf(read.Kind) == action ? read : null;

    /// <summary>Changes the ranges in force as its entry does: placing adds, lifting removes.</summary>
    public void Apply(List<StoredHold> holds)
    {
        if (Kind == Lifted)
        {
            holds.RemoveAll(h => h.Hold == Hold);
        }
        else if (Kind == Placed)
        {
            holds.AddRange(Indexes.Select(r => new StoredHold(Hold, r.From, r.To - 1)).Where(h => !holds.Contains(h)));
        }
    }

    private static GuardManifest Read(JsonElement json) => json.GetProperty("kind").GetString() switch
    {
        Plan => new(Plan)
        {
            Indexes = IndexesOf(json.GetProperty("set")),
            NotBefore = json.GetProperty("not_before").ValueKind == JsonValueKind.Null ? null : TimeOf(json.GetProperty("not_before")),
        },
        Erased => new(Erased) { Digests = json.GetProperty("digests").EnumerateArray().Select(d => d.GetString() ?? "").ToHashSet(StringComparer.Ordinal) },
        Placed => new(Placed) { Hold = json.GetProperty("hold").GetString() ?? "", Indexes = IndexesOf(json.GetProperty("set")) },
        Lifted => new(Lifted) { Hold = json.GetProperty("hold").GetString() ?? "" },
        var other => new(other ?? ""),
    };

    private static DateTimeOffset TimeOf(JsonElement json) =>
        RfcTime.TryParse(json.GetString() ?? "", out var time) ? time : throw new FormatException("It is no time.");

    private static List<IndexRange> IndexesOf(JsonElement set)
    {
        if (!set.TryGetProperty("ranges", out var ranges))
        {
            return OfBits(set.GetProperty("first").GetInt64() is >= 0 and var first ? first : throw new FormatException("The first index is none."), Base64.TryDecode(set.GetProperty("bits").GetString() ?? "", out var bits) ? bits : throw new FormatException("The bits are no base64url."));
        }

        var indexes = new List<IndexRange>();
        foreach (var pair in ranges.EnumerateArray())
        {
            var range = new IndexRange(pair[0].GetInt64(), checked(pair[1].GetInt64() + 1));
            indexes.Add(range.From >= (indexes.Count == 0 ? 0 : indexes[^1].To) && range.To > range.From ? range : throw new FormatException("The ranges are not ascending."));
        }

        return indexes;
    }

    private static List<IndexRange> OfBits(long first, ReadOnlySpan<byte> bits)
    {
        var indexes = new List<IndexRange>();
        for (var i = 0; i < bits.Length * 8; i++)
        {
            if ((bits[i >> 3] & (0x80 >> (i & 7))) == 0)
            {
                continue;
            }

            var index = checked(first + i);
            if (indexes.Count > 0 && indexes[^1].To == index)
            {
                indexes[^1] = indexes[^1] with { To = index + 1 };
            }
            else
            {
                indexes.Add(new(index, index + 1));
            }
        }

        return indexes;
    }
}
