using System.Buffers;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// What follows <c>Bearer</c> and <c>Basic</c> in an authorization header (RFC 6750, RFC 7617), wherever it was copied to.
/// </summary>
internal static class AuthScheme
{
    private const int LongestBasic = 1024;

    private static readonly SearchValues<char> Token68 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The credentials behind the scheme's name at <paramref name="at"/>.</summary>
    public static (int Start, int End, MaskRule? Rule) Find(ReadOnlySpan<char> text, int at)
    {
        var isBearer = (text[at + 1] | 0x20) == 'e';
        var start = at + (isBearer ? "Bearer " : "Basic ").Length;
        start += text[start..].IndexOfAnyExcept(' ') is > 0 and var spaces ? spaces : 0;
        var credentials = text[start..];
        var length = credentials.IndexOfAnyExcept(Token68);
        credentials = length < 0 ? credentials : credentials[..length];
        return Text.IsBoundary(text, at) && (isBearer ? IsToken(credentials) : IsBasic(credentials.TrimEnd('.')))
            ? (start, start + credentials.Length, isBearer ? MaskRules.Bearer : MaskRules.Basic)
            : default;
    }

    // "Bearer authentication failed" is prose: a word has no digit, no capital within, and an end.
    private static bool IsToken(ReadOnlySpan<char> text) =>
        text.Length >= 8 && (text.Length >= 32 || text.ContainsAnyInRange('0', '9') || text[1..].ContainsAnyInRange('A', 'Z'));

    // "Basic plan" is prose: credentials are base64 of "user:password".
    private static bool IsBasic(ReadOnlySpan<char> text)
    {
        if (text.Length is < 4 or > LongestBasic)
        {
            return text.Length > LongestBasic;
        }

        Span<byte> decoded = stackalloc byte[LongestBasic];
        Span<byte> utf8 = stackalloc byte[LongestBasic];
        var trimmed = text.TrimEnd('=');
        var taken = Encoding.UTF8.GetBytes(trimmed, utf8);
        return System.Buffers.Text.Base64.DecodeFromUtf8(utf8[..(taken & ~3)], decoded, out _, out var written) == OperationStatus.Done
            && decoded[..written].Contains((byte)':');
    }
}
