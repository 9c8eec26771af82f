using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.AspNetCore.Api;

/// <summary>Entries as the API shows them.</summary>
internal static class EntryWriter
{
    /// <summary>One entry, as an object.</summary>
    public static void Write(AuditEntry entry, Utf8Buffer json)
    {
        json.Raw("{\"index\":"u8).Number(entry.Index)
            .Raw(",\"id\":\""u8).Id(entry.Id)
            .Raw("\",\"tenant\":"u8).Quoted(entry.Tenant)
            .Raw(",\"log\":"u8).Quoted(entry.Log)
            .Raw(",\"occurred_at\":\""u8).Time(entry.OccurredAt)
            .Raw("\",\"recorded_at\":\""u8).Time(entry.RecordedAt)
            .Raw("\",\"sentence\":"u8).Quoted(entry.Sentence)
            .Raw(",\"event\":"u8);
        EventJson.Write(entry.Event, json);
        json.Raw(",\"leaf_hash\":"u8).Quoted(entry.LeafHash).Raw(",\"parts\":["u8);
        for (var i = 0; i < entry.Parts.Count; i++)
        {
            Part(entry.Parts[i], json.Raw(i == 0 ? default : ","u8));
        }

        json.Raw("]"u8);
        Texts(",\"masked\":["u8, entry.Masked, json);
        Texts(",\"problems\":["u8, entry.Problems, json);
        json.Raw("}"u8);
    }

    /// <summary>A page, as an object.</summary>
    public static void Write(AuditPage page, Utf8Buffer json)
    {
        json.Raw("{\"entries\":["u8);
        for (var i = 0; i < page.Entries.Count; i++)
        {
            Write(page.Entries[i], json.Raw(i == 0 ? default : ","u8));
        }

        json.Raw("],\"unreadable\":["u8);
        for (var i = 0; i < page.Unreadable.Count; i++)
        {
            json.Raw(i == 0 ? "{\"index\":"u8 : ",{\"index\":"u8).Number(page.Unreadable[i].Index);
            Texts(",\"problems\":["u8, page.Unreadable[i].Problems, json);
            json.Raw("}"u8);
        }

        json.Raw("],\"gaps\":["u8);
        for (var i = 0; i < page.Gaps.Count; i++)
        {
            var gap = page.Gaps[i];
            json.Raw(i == 0 ? "{\"from\":"u8 : ",{\"from\":"u8).Number(gap.From).Raw(",\"to\":"u8).Number(gap.To)
                .Raw(gap.IsExpired ? ",\"state\":\"expired\"}"u8 : ",\"state\":\"missing\"}"u8);
        }

        json.Raw("],\"searched_to\":"u8);
        _ = page.SearchedTo is { } to ? json.Number(to) : json.Raw("null"u8);
        json.Raw(",\"next\":"u8);
        Text(page.Next, json);
        json.Raw("}"u8);
    }

    /// <summary>A list of texts behind its opening, such as <c>,"problems":[</c>.</summary>
    public static void Texts(ReadOnlySpan<byte> opening, IReadOnlyList<string> texts, Utf8Buffer json)
    {
        json.Raw(opening);
        for (var i = 0; i < texts.Count; i++)
        {
            json.Raw(i == 0 ? default : ","u8).Quoted(texts[i]);
        }

        json.Raw("]"u8);
    }

    /// <summary>A text, or null.</summary>
    public static void Text(string? text, Utf8Buffer json) => _ = text is null ? json.Raw("null"u8) : json.Quoted(text);

    private static void Part(AuditPart part, Utf8Buffer json)
    {
        json.Raw("{\"name\":"u8);
        Text(part.Name, json);
        json.Raw(",\"class\":"u8);
        Text(part.Class, json);
        json.Raw(",\"subject\":"u8);
        Text(part.Subject, json);
        json.Raw(",\"state\":"u8).Quoted(part.State.ToString().ToLowerInvariant()).Raw(",\"digest\":"u8).Quoted(part.Digest).Raw("}"u8);
    }
}
