using System.Buffers.Text;
using System.Text;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>A salted part of an entry outside its leaf: the array <c>["salt","name",value]</c> of RFC 9901 §4.2.1.</summary>
/// <param name="Name">The group.</param>
/// <param name="Subject">The person it is about; <see langword="null"/>: nobody.</param>
/// <param name="Json">The array's bytes, as stored.</param>
internal sealed record Disclosure(string Name, string? Subject, ReadOnlyMemory<byte> Json)
{
    public const int SaltLength = 16;

    // [" + 22 characters of salt + ","
    private const int NameStart = 2 + 22 + 3;

    public string Class => DisclosureGroup.ClassOf(Name);

    /// <summary>What stands in the leaf: base64url(SHA-256(ASCII(base64url(array)))).</summary>
    public string Digest => field ??= DigestOf(Json.Span);

    /// <summary>The form that travels.</summary>
    public string Encoded => Base64Text.Encode(Json.Span);

    /// <summary>The value's bytes within the array.</summary>
    public ReadOnlyMemory<byte> Value => Json[(NameStart + Name.Length + 2)..^1];

    public static string DigestOf(ReadOnlySpan<byte> json)
    {
        var length = Base64Url.GetEncodedLength(json.Length);
        Span<byte> text = length <= 2048 ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        Span<byte> hash = stackalloc byte[Hash.Size];
        Hash.OfData(text).CopyTo(hash);
        return Base64Text.Encode(hash);
    }

    /// <summary>Makes a disclosure of a value that is compact JSON.</summary>
    public static Disclosure Make(string name, string? subject, ReadOnlySpan<byte> value, ReadOnlySpan<byte> salt)
    {
        var json = new byte[NameStart + name.Length + 2 + value.Length + 1];
        "[\""u8.CopyTo(json);
        Base64Url.EncodeToUtf8(salt, json.AsSpan(2));
        "\",\""u8.CopyTo(json.AsSpan(24));
        Encoding.ASCII.GetBytes(name, json.AsSpan(NameStart));
        "\","u8.CopyTo(json.AsSpan(NameStart + name.Length));
        value.CopyTo(json.AsSpan(NameStart + name.Length + 2));
        json[^1] = (byte)']';
        return new(name, subject, json);
    }

    /// <summary>Reads an array's bytes; refuses what <see cref="Make"/> would not have written.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="disclosure">What they say.</param>
    /// <param name="error">What is wrong with them.</param>
    /// <param name="texts">Where many disclosures are read: the subjects they share.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, out Disclosure? disclosure, out string error, TextPool? texts = null)
    {
        disclosure = null;
        error = Read(json, texts, out var name, out var subject);
        if (error.Length == 0)
        {
            disclosure = new(name, subject, json);
        }

        return error.Length == 0;
    }

    /// <summary>Reads the form that travels.</summary>
    public static bool TryDecode(string encoded, out Disclosure? disclosure, out string error)
    {
        (disclosure, error) = (null, "is not base64url");
        return Base64Text.TryDecode(encoded, out var json) && TryRead(json, out disclosure, out error);
    }

    private static string Read(ReadOnlyMemory<byte> memory, TextPool? texts, out string name, out string? subject)
    {
        (name, subject) = ("", null);
        var json = memory.Span;
        if (json.Length < NameStart || !json.StartsWith("[\""u8) || !json[24..].StartsWith("\",\""u8) || json[^1] != ']')
        {
            return "is not a compact JSON array of salt, name and value";
        }

        if (!Base64Text.IsSpelled(json[2..24], SaltLength))
        {
            return "its salt is not 22 characters of base64url";
        }

        var rest = json[NameStart..^1];
        var end = rest.IndexOf((byte)'"');
        name = Group(rest[..Math.Max(0, end)]);
        return name.Length == 0 ? "its name is not a group" : ReadValue(rest[(end + 1)..], texts, out subject);
    }

    private static string Group(ReadOnlySpan<byte> name)
    {
        foreach (var group in DisclosureGroup.All)
        {
            if (Ascii.Equals(name, group))
            {
                return group;
            }
        }

        return "";
    }

    // What follows the name: a comma and one object; the subject, where there is one, comes first in it.
    private static string ReadValue(ReadOnlySpan<byte> rest, TextPool? texts, out string? subject)
    {
        subject = null;
        if (!rest.StartsWith(",{"u8) || !CompactJson.Is(rest[1..], EventLimits.Depth + 1))
        {
            return "its value is not one compact JSON object";
        }

        var start = ",{\"subject\":\""u8;
        if (rest.StartsWith(start))
        {
            var text = rest[start.Length..];
            text = text[..text.IndexOf((byte)'"')];
            subject = texts?.Get(text) ?? Encoding.UTF8.GetString(text);
        }

        return "";
    }
}
