using Cairn.Primitives;

namespace Cairn.AspNetCore.Api;

/// <summary>Entries as the API shows them.</summary>
internal static class EntryWriter
{
    /// <summary>One entry, as everywhere: an object, its leaf byte for byte as it is hashed.</summary>
    public static void Write(AuditEntry entry, Utf8Buffer json) => json.Raw(entry.ToJson());

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
}
