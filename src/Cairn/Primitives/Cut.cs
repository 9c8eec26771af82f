using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Cairn.Primitives;

/// <summary>Beginnings of texts that are too long.</summary>
internal static class Cut
{
    // A .NET character takes at most three bytes of UTF-8.
    private const int Widest = 3;

    /// <summary>Whether the text has more bytes of UTF-8 than that.</summary>
    public static bool IsLonger(ReadOnlySpan<char> text, int bytes) =>
        text.Length > bytes || (text.Length * Widest > bytes && Encoding.UTF8.GetByteCount(text) > bytes);

    /// <summary>Whether the text has more characters (code points) than that.</summary>
    public static bool HasMore(ReadOnlySpan<char> text, int characters) =>
        text.Length > characters && EndOf(text, characters) < text.Length;

    /// <summary>The longest beginning of whole characters within so many bytes of UTF-8.</summary>
    public static string Bytes(string text, int most)
    {
        var room = ArrayPool<byte>.Shared.Rent(most);
        Utf8.FromUtf16(text, room.AsSpan(0, most), out var read, out _);
        ArrayPool<byte>.Shared.Return(room, clearArray: true);
        return text[..read];
    }

    /// <summary>So many characters (code points) of the beginning.</summary>
    public static string Characters(string text, int most) => text[..EndOf(text, most)];

    /// <summary>The name of a member that is too long: its beginning, and a digest that keeps it apart from others that begin so.</summary>
    /// <param name="name">The name.</param>
    /// <param name="number">From 2 on: what stands behind it for the digest.</param>
    public static string Name(string name, int number = 1) =>
        $"{Characters(name, EventLimits.NameBeginning)}#{Base64Text.Encode(
            Digest(number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{number}")).AsSpan(0, 16))}";

    /// <summary>The SHA-256 of a whole text's UTF-8, as base64url.</summary>
    public static string DigestOf(string text) => Base64Text.Encode(Digest(text));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static int EndOf(ReadOnlySpan<char> text, int characters)
    {
        var end = 0;
        for (; characters > 0 && end < text.Length; characters--)
        {
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length && char.IsLowSurrogate(text[end + 1]) ? 2 : 1;
        }

        return end;
    }
}
