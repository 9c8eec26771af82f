namespace Cairn.Merkle;

/// <summary>Standard base64 (RFC 4648 §4) of which each value has one spelling: no space, padding required, no stray bits.</summary>
internal static class CanonicalBase64
{
    /// <summary>Decodes only what <see cref="Convert.ToBase64String(byte[])"/> writes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        var buffer = new byte[text.Length / 4 * 3];
        bytes = [];
        if (!Convert.TryFromBase64Chars(text, buffer, out var count))
        {
            return false;
        }

        bytes = buffer[..count];
        // The framework's decoder skips white space and drops stray bits: only writing it again tells.
        return text.SequenceEqual(Convert.ToBase64String(bytes));
    }
}
