using Cairn.Entries;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>An entry as programs read it: one JSON object in one line, its leaf byte for byte as it is hashed.</summary>
internal static class EntryJson
{
    public static string Write(ReadEntry entry, LogIdentity log) =>
        Append(new(4 * 1024), entry, log).ToString();

    public static Utf8Buffer Append(Utf8Buffer json, ReadEntry entry, LogIdentity log) => entry.View is { } view
        ? Append(json, view, entry.Stored, entry.Sentence, log, entry.Problems)
        : Append(json, entry.Stored.Index, log, entry.Problems);

    private static Utf8Buffer Append(
        Utf8Buffer json,
        EntryView entry,
        StoredEntry stored,
        string sentence,
        LogIdentity log,
        IReadOnlyList<string> problems)
    {
        Place(json, entry.Index, log);
        if (RfcTime.IsTime(stored.StoredAt))
        {
            json.Raw(",\"stored_at\":"u8).Quoted(RfcTime.Format(RfcTime.FromMicroseconds(stored.StoredAt)));
        }

        json.Raw(",\"leaf\":"u8).Raw(entry.LeafBytes.Span)
            .Raw(",\"leaf_hash\":"u8).Quoted(entry.LeafHash.ToString())
            .Raw(",\"sentence\":"u8).Quoted(sentence)
            .Raw(",\"event\":"u8);
        EventJson.Write(entry.Event, json);
        json.Array(",\"disclosures\":"u8, entry.Disclosures, Disclosure);
        json.Array(",\"withheld\":"u8, entry.Withheld, Withheld);
        json.Array(",\"erased\":"u8, entry.Erased, static (json, digest) => json.Quoted(digest));
        json.Array(",\"missing\":"u8, entry.Missing, static (json, digest) => json.Quoted(digest));
        json.Array(",\"problems\":"u8, problems, static (json, problem) => json.Quoted(problem));
        return json.Raw("}"u8);
    }

    /// <summary>An entry that cannot be read, or is not there: where, and why.</summary>
    public static string Write(long index, LogIdentity log, IReadOnlyList<string> problems) =>
        Append(new(), index, log, problems).ToString();

    private static Utf8Buffer Append(Utf8Buffer json, long index, LogIdentity log, IReadOnlyList<string> problems)
    {
        Place(json, index, log).Raw(",\"leaf\":null"u8);
        return json.Array(",\"problems\":"u8, problems, static (json, problem) => json.Quoted(problem)).Raw("}"u8);
    }

    private static Utf8Buffer Place(Utf8Buffer json, long index, LogIdentity log) => json.Raw("{\"index\":"u8).Number(index)
        .Raw(",\"log\":"u8).Quoted(log.LogId)
        .Raw(",\"tenant\":"u8).Quoted(log.Tenant)
        .Raw(",\"origin\":"u8).Quoted(log.Origin);

    private static void Withheld(Utf8Buffer json, WithheldDisclosure disclosure)
    {
        json.Raw("{\"name\":"u8).Quoted(disclosure.Name).Raw(",\"class\":"u8).Quoted(disclosure.Class).Raw(",\"subject\":"u8);
        _ = disclosure.Subject is { } subject ? json.Quoted(subject) : json.Raw("null"u8);
        json.Raw(",\"key_id\":"u8).Number(disclosure.KeyId).Raw(",\"digest\":"u8).Quoted(disclosure.Digest).Raw("}"u8);
    }

    private static void Disclosure(Utf8Buffer json, Disclosure disclosure)
    {
        json.Raw("{\"name\":"u8).Quoted(disclosure.Name).Raw(",\"class\":"u8).Quoted(disclosure.Class).Raw(",\"subject\":"u8);
        _ = disclosure.Subject is { } subject ? json.Quoted(subject) : json.Raw("null"u8);
        json.Raw(",\"value\":"u8).Raw(disclosure.Value.Span)
            .Raw(",\"disclosure\":"u8).Quoted(disclosure.Encoded)
            .Raw(",\"digest\":"u8).Quoted(disclosure.Digest)
            .Raw("}"u8);
    }
}
