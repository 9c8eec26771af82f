namespace Cairn;

/// <summary>base64url without padding (RFC 4648 §5), in its one canonical spelling.</summary>
internal static class Base64
{
    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

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
