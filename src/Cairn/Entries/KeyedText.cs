using System.Text;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// HMAC-SHA256(key, kind ‖ 0x00 ‖ text): what stands for a text where the text itself must not. Of a text that was cut it is kind ‖ 0x01 ‖
/// the SHA-256 of the whole, so that only equal wholes are equal.
/// </summary>
internal static class KeyedText
{
    /// <param name="key">32 bytes.</param>
    /// <param name="kind">Keeps texts of different kinds apart. It holds no control character.</param>
    /// <param name="text">The text.</param>
    /// <param name="cut">base64url of the SHA-256 of the whole, where the text is only its beginning.</param>
    public static Hash Hash(ReadOnlySpan<byte> key, string kind, ReadOnlySpan<char> text, string? cut = null)
    {
        var most = KeyedHash.Room
            + Encoding.UTF8.GetMaxByteCount(kind.Length)
            + 1
            + Math.Max(Encoding.UTF8.GetMaxByteCount(text.Length), Merkle.Hash.Size);
        var input = most <= 1024 ? stackalloc byte[most] : new byte[most];
        var length = KeyedHash.Room + Encoding.UTF8.GetBytes(kind, input[KeyedHash.Room..]);
        input[length++] = cut is null ? (byte)0 : (byte)1;
        length += cut is null
            ? Encoding.UTF8.GetBytes(text, input[length..])
            : System.Buffers.Text.Base64Url.DecodeFromChars(cut, input[length..]);
        return KeyedHash.Of(key, input[..length]);
    }
}
