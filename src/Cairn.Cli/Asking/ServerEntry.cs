using System.Runtime.InteropServices;
using System.Text.Json;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Reading;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>
/// An entry as a server sends it, made what a store would give: from the leaf's bytes and the disclosures, which are held against each
/// other here again, so that a server's mistake shows.
/// </summary>
internal static class ServerEntry
{
    public static (ReadEntry Entry, LogIdentity Log) Read(JsonElement json)
    {
        var log = new LogIdentity(Text(json, "tenant"), 1, Text(json, "log"), Text(json, "origin")) { Secret = [] };
        var (index, problems) = (json.GetProperty("index").GetInt64(), Texts(json, "problems"));
        var leaf = json.GetProperty("leaf");
        if (leaf.ValueKind != JsonValueKind.Object)
        {
            return (new(Stored(index, default, default, 0, []), null, problems), log);
        }

        var bytes = JsonMarshal.GetRawUtf8Value(leaf).ToArray();
        if (!LeafReader.TryParse(bytes, out var parsed, out var error))
        {
            return (new(Stored(index, bytes, default, 0, []), null, [.. problems, $"its leaf is not one: {error}"]), log);
        }

        var storedAt = json.TryGetProperty("stored_at", out var at) && RfcTime.TryParse(at.GetString() ?? "", out var time)
            ? RfcTime.ToMicroseconds(time) : 0;
        var stored = Stored(index, bytes, SearchColumns.Of(parsed!), storedAt, [ // Parsed.
            .. json.GetProperty("disclosures").EnumerateArray().Select(Disclosed),
            .. json.GetProperty("withheld").EnumerateArray().Select(Withheld),
        ]);
        return EntryView.TryRead(stored, out var view, out error)
            ? (new(stored, view!.WithMissing(Texts(json, "missing")),
                [.. problems.Union(view.Problems)]) { Pieces = [new(Text(json, "sentence"), null)] }, log) // Read.
            : (new(stored, null, [.. problems, $"its leaf and disclosures make no event: {error}"]), log);
    }

    private static StoredEntry Stored(
        long index, byte[]? leaf, SearchColumns columns, long storedAt, IReadOnlyList<StoredDisclosure> disclosures) =>
        new() { Index = index, Leaf = leaf, StoredAt = storedAt, Columns = columns, Disclosures = disclosures };

    private static StoredDisclosure Disclosed(JsonElement json) => new(
        Text(json, "name"),
        json.GetProperty("subject").GetString(),
        Text(json, "class"),
        0,
        Base64Text.TryDecode(Text(json, "disclosure"), out var bytes) ? bytes : Array.Empty<byte>());

    private static StoredDisclosure Withheld(JsonElement json) =>
        new(Text(json, "name"), json.GetProperty("subject").GetString(), Text(json, "class"),
            json.GetProperty("key_id").GetInt64() is var key and not 0 ? key : -1, default)
        {
            Digest = Text(json, "digest"),
        };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static List<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(t => t.GetString() ?? "")] : [];
}
