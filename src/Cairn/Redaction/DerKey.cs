using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// Private keys in base64 without the lines of PEM: PKCS#8 (RFC 5208, RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915), PKCS#12 (RFC 7292).
/// </summary>
internal static class DerKey
{
    private const int Shortest = 60;
    private const int Head = 40; // Characters that are decoded: a multiple of four.
    private const int ShortestLine = 40;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

    // 1.2.840.113549.1.5: password-based encryption, at the head of an encrypted PKCS#8 key.
    private static ReadOnlySpan<byte> Encrypted => [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05];

    /// <summary>A SEQUENCE of 32 to 127 bytes, of 128 to 255, or of more, in base64.</summary>
    public static IReadOnlyList<string> Triggers { get; } = ["MC4C", "MFEC", "MHcC", "MIG", "MIH", "MII", "MIJ"];

    /// <summary>Where the key that begins at <paramref name="at"/> ends, over the ends of lines; 0 when there is none.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int at)
    {
        // Within a run only its beginning counts: each run is read once.
        if (text.Length - at < Shortest || (at > 0 && Base64.Contains(text[at - 1])) || !IsPrivateKey(text.Slice(at, Head)))
        {
            return 0;
        }

        var end = at + Run(text[at..]);
        while (end - at >= ShortestLine && LineBreak(text[end..]) is > 0 and var line && Run(text[(end + line)..]) is > 0 and var more)
        {
            end += line + more;
            if (more < ShortestLine)
            {
                break;
            }
        }

        end += text[end..].IndexOfAnyExcept('=') is > 0 and var padding ? padding : text[end..].StartsWith('=') ? text.Length - end : 0;
        return end - at >= Shortest ? end : 0;
    }

    private static bool IsPrivateKey(ReadOnlySpan<char> head)
    {
        Span<char> plain = stackalloc char[Head];
        head.Replace(plain, '-', '+');
        plain.Replace('_', '/');
        Span<byte> der = stackalloc byte[Head];
        if (!Convert.TryFromBase64Chars(plain, der, out var written) || Inside(der[..written], 0x30) is not { IsEmpty: false } sequence)
        {
            return false;
        }

        // A version and what follows it. PKCS#8, and the same with a public key: the algorithm; PKCS#1: the modulus; SEC 1: the key;
        // PKCS#12.
        return sequence is [2, 1, 0 or 1, 0x30, ..] or [2, 1, 0, 2, ..] or [2, 1, 1, 4, ..] or [2, 1, 3, 0x30, ..]
            || (Inside(sequence, 0x30) is { IsEmpty: false } algorithm && algorithm.StartsWith(Encrypted));
    }

    // What lies behind a tag and its length, as far as it was decoded.
    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> der, byte tag)
    {
        if (der.Length < 6 || der[0] != tag)
        {
            return default;
        }

        return der[1] < 0x80 ? der[2..] : der[1] is 0x81 or 0x82 or 0x83 ? der[(2 + (der[1] & 0x0F))..] : default;
    }

    private static int Run(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(Base64);
        return length < 0 ? text.Length : length;
    }

    // A line feed, with a carriage return or not, or either as an escape.
    private static int LineBreak(ReadOnlySpan<char> text) =>
        text.StartsWith("\\r\\n", StringComparison.Ordinal) ? 4
        : text.StartsWith("\\n", StringComparison.Ordinal) || text.StartsWith("\r\n", StringComparison.Ordinal) ? 2
        : text.StartsWith('\n') ? 1 : 0;
}
