using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>What shaping did to one place of an event (docs/spec/event.md, Shaping).</summary>
/// <param name="Path">JSON Pointer into the shaped event.</param>
internal sealed record ShapeMark(string Path)
{
    /// <summary>How many surrogates or bytes were no text.</summary>
    public long Malformed { get; init; }

    /// <summary>Whether the member had another name: one that was taken or reserved.</summary>
    public bool Renamed { get; init; }

    /// <summary>Whether it is the JSON text of an object or array that lay too deep.</summary>
    public bool Json { get; init; }

    /// <summary>Whether it was no JSON Pointer and was taken for a member's name.</summary>
    public bool Pointer { get; init; }

    /// <summary>Of a text that was cut: how many bytes of UTF-8 the whole had.</summary>
    public long? Length { get; init; }

    /// <summary>Of a text that was cut: base64url of the SHA-256 of the whole.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Of a list that was too long: how many elements it had.</summary>
    public long? Count { get; init; }

    /// <summary>How many parts of <c>personal</c> were left out.</summary>
    public long? Ignored { get; init; }

    /// <summary>Appends what was done, without the path: members in the order of the specification's table.</summary>
    public void Write(Utf8Buffer json)
    {
        var start = json.Length;
        Number(json, ",\"malformed\":"u8, Malformed == 0 ? null : Malformed);
        json.Raw(Renamed
            ? ",\"renamed\":true"u8
            : default).Raw(Json ? ",\"json\":true"u8 : default).Raw(Pointer ? ",\"pointer\":true"u8 : default);
        Number(json, ",\"length\":"u8, Length);
        if (Sha256 is { } sha256)
        {
            json.Raw(",\"sha256\":"u8).Quoted(sha256);
        }

        Number(json, ",\"count\":"u8, Count);
        Number(json, ",\"ignored\":"u8, Ignored);
        json.Wrap(start, "{"u8, "}"u8);
    }

    private static void Number(Utf8Buffer json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.Raw(name).Number(number);
        }
    }
}
