using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cairn;

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
    public string Encoded => Base64.Encode(Json.Span);

    /// <summary>The value's bytes within the array.</summary>
    public ReadOnlyMemory<byte> Value => Json[(NameStart + Name.Length + 2)..^1];

    public static string DigestOf(ReadOnlySpan<byte> json)
    {
        var length = Base64Url.GetEncodedLength(json.Length);
        Span<byte> text = length <= 2048 ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text, hash);
        return Base64.Encode(hash);
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
    public static bool TryRead(ReadOnlyMemory<byte> json, out Disclosure? disclosure, out string error)
    {
        disclosure = null;
        try
        {
            error = Read(json, out disclosure);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            error = "is not a JSON array of salt, name and value";
        }

        return error.Length == 0;
    }

    /// <summary>Reads the form that travels.</summary>
    public static bool TryDecode(string encoded, out Disclosure? disclosure, out string error)
    {
        (disclosure, error) = (null, "is not base64url");
        return Base64.TryDecode(encoded, out var json) && TryRead(json, out disclosure, out error);
    }

    private static string Read(ReadOnlyMemory<byte> json, out Disclosure? disclosure)
    {
        disclosure = null;
        using var document = JsonDocument.Parse(json, new() { MaxDepth = EventLimits.Depth + 2 });
        var array = document.RootElement;
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != 3)
        {
            return "is not a JSON array of salt, name and value";
        }

        if (array[0].GetString() is not { Length: 22 } salt || !Base64.TryDecode(salt, out _))
        {
            return "its salt is not 22 characters of base64url";
        }

        if (array[1].GetString() is not { } name || DisclosureGroup.ClassOf(name).Length == 0)
        {
            return "its name is not a group";
        }

        if (array[2].ValueKind != JsonValueKind.Object)
        {
            return "its value is not an object";
        }

        var subject = array[2].TryGetProperty("subject", out var s) ? s.GetString() : null;
        if (!new Utf8Buffer(json.Length).Json(array).Written.SequenceEqual(json.Span))
        {
            return "is not in the one spelling a disclosure has";
        }

        disclosure = new(name, subject, json);
        return "";
    }
}
