using System.Buffers;

namespace Cairn.Primitives;

/// <summary>base64url without padding (RFC 4648 §5), in its one canonical spelling.</summary>
internal static class Base64Text
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>Whether the text is so many bytes in their one spelling, without decoding them.</summary>
    public static bool IsSpelled(ReadOnlySpan<char> text, int bytes)
    {
        var bits = text.Length * 6 % 8; // What the last character holds beyond the last byte is zero.
        return text.Length == ((bytes * 8) + 5) / 6
            && !text.ContainsAnyExcept(Alphabet)
            && Digits.IndexOf(text[^1], StringComparison.Ordinal) % (1 << bits) == 0;
    }

    /// <inheritdoc cref="IsSpelled(ReadOnlySpan{char}, int)"/>
    public static bool IsSpelled(ReadOnlySpan<byte> ascii, int bytes)
    {
        Span<char> text = stackalloc char[64];
        return ascii.Length <= text.Length
            && System.Text.Ascii.ToUtf16(ascii, text, out var length) == OperationStatus.Done
            && IsSpelled(text[..length], bytes);
    }

    /// <summary>Reads only what <see cref="Encode"/> writes: no padding, no white space, no stray bits.</summary>
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!System.Buffers.Text.Base64Url.IsValid(text, out var length))
        {
            return false;
        }

        bytes = new byte[length];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out _) && Encode(bytes) == text;
    }
}
