using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// JSON Web Tokens (RFC 7519), signed or encrypted: parts in base64url, the first a JSON object that names its algorithm.
/// </summary>
internal static class Jwt
{
    /// <summary><c>{"</c> in base64url.</summary>
    public const string Trigger = "eyJ";

    private const int LongestHeader = 4096;

    /// <summary>Where the token that begins at <paramref name="at"/> ends; 0 when there is none.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int at)
    {
        // Within a run of the alphabet only its beginning counts: each run is read once, however often it holds the trigger.
        if (at > 0 && Text.Base64Url.Contains(text[at - 1]) && !(at >= 3 && Text.IsPercent(text, at - 3)))
        {
            return 0;
        }

        var header = Part(text[at..]);
        var end = at + header;
        var parts = 1;
        for (; parts < 5 && end < text.Length && text[end] == '.'; parts++)
        {
            end += 1 + Part(text[(end + 1)..]);
        }

        // The signature of an unsigned token is empty: a sentence's end looks the same, so the dot goes with it.
        return parts >= 3 && header <= LongestHeader && NamesAlgorithm(text.Slice(at, header)) ? end : 0;
    }

    private static int Part(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(Text.Base64Url);
        return length < 0 ? text.Length : length;
    }

    private static bool NamesAlgorithm(ReadOnlySpan<char> header)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestHeader);
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(header, buffer, out _, out var written) == OperationStatus.Done
                && buffer.AsSpan(0, written).IndexOf("\"alg\""u8) > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
