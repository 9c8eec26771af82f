using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Cairn;

/// <summary>
/// Reads disclosures as <see cref="Disclosure.TryRead"/> does, in one pass and without a document for those that hold no escape. Whatever is
/// unusual goes to that one, which also knows the words.
/// </summary>
internal static class DisclosureReader
{
    // [" and 22 characters of salt and ","
    private const int NameStart = 2 + 22 + 3;

    private static readonly byte[][] Names = Array.ConvertAll(DisclosureGroup.All, Encoding.ASCII.GetBytes);

    public static bool TryRead(ReadOnlyMemory<byte> json, out Disclosure? disclosure, out string error)
    {
        (disclosure, error) = (Read(json), "");
        return disclosure is not null || Disclosure.TryRead(json, out disclosure, out error);
    }

    private static Disclosure? Read(ReadOnlyMemory<byte> json)
    {
        var bytes = json.Span;
        if (bytes.Length < NameStart || !bytes.StartsWith("[\""u8) || !bytes[24..].StartsWith("\",\""u8) || !IsSalt(bytes.Slice(2, 22))
            || bytes.Contains((byte)'\\') || !Utf8.IsValid(bytes) || NameAt(bytes[NameStart..]) is not { } name)
        {
            return null;
        }

        try
        {
            return IsCompact(bytes, out var subject) ? new(name, subject, json) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // The other reader says what is wrong.
        }
    }

    // 22 characters are 132 bits for 128: the last one's low bits are zero.
    private static bool IsSalt(ReadOnlySpan<byte> salt) => Base64Url.IsValid(salt, out var length) && length == 16 && salt[21] is (byte)'A' or (byte)'Q' or (byte)'g' or (byte)'w';

    private static string? NameAt(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (bytes.StartsWith(Names[i]) && bytes[Names[i].Length..].StartsWith("\",{"u8))
            {
                return DisclosureGroup.All[i];
            }
        }

        return null;
    }

    // Between two tokens there is at most one comma, and behind a member's name nothing but its colon.
    private static bool IsCompact(ReadOnlySpan<byte> bytes, out string? subject)
    {
        subject = null;
        var isSubject = false;
        var reader = new Utf8JsonReader(bytes, new() { MaxDepth = EventLimits.Depth + 2 });
        var end = 0L;
        for (; reader.Read(); end = reader.BytesConsumed)
        {
            var gap = reader.TokenStartIndex - end;
            if (gap > 1 || (gap == 1 && bytes[(int)end] != ',') || !IsBare(reader))
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1 && reader.BytesConsumed != bytes.Length - 1)
            {
                return false; // The value is the last of three.
            }

            if (isSubject && (subject is not null || (subject = reader.GetString()) is null))
            {
                return false; // A second one, or null.
            }

            isSubject = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals("subject"u8);
        }

        return end == bytes.Length;
    }

    private static bool IsBare(in Utf8JsonReader reader) => reader.BytesConsumed - reader.TokenStartIndex == reader.ValueSpan.Length + reader.TokenType switch
    {
        JsonTokenType.PropertyName => 3,
        JsonTokenType.String => 2,
        _ => 0,
    };
}
