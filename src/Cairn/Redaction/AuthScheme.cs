using System.Buffers;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// What follows the name of a scheme in an authorization header (RFC 7617, RFC 6750 and the schemes of some services), wherever it was
/// copied to.
/// </summary>
internal static class AuthScheme
{
    private const int LongestBasic = 1024;

    private static readonly SearchValues<char> Token68 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private static readonly (string Name, MaskRule Rule)[] Schemes =
    [
        ("Basic", MaskRules.Basic), ("Bearer", MaskRules.Bearer), ("DPoP", MaskRules.Bearer), ("Token", MaskRules.Token),
        ("ApiKey", MaskRules.ApiKey), ("SSWS", MaskRules.Token), ("GenieKey", MaskRules.ApiKey), ("Negotiate", MaskRules.Authorization),
        ("NTLM", MaskRules.Authorization), ("Bot", MaskRules.Token), ("SharedKey", MaskRules.Authorization),
    ];

    /// <summary>The names as they are spelled, each with its space.</summary>
    public static IReadOnlyList<string> Triggers { get; } =
    [
        .. Schemes.Select(scheme => scheme.Name + ' '),
        .. Schemes.Take(2).SelectMany(scheme => new[] { scheme.Name.ToLowerInvariant() + ' ', scheme.Name.ToUpperInvariant() + ' ' }),
    ];

    /// <summary>The credentials behind the scheme's name at <paramref name="at"/>.</summary>
    public static (int Start, int End, MaskRule? Rule) Find(ReadOnlySpan<char> text, int at)
    {
        foreach (var (name, rule) in Schemes)
        {
            if (text[at..].StartsWith(name, StringComparison.OrdinalIgnoreCase) && Text.IsBoundary(text, at))
            {
                var start = at + name.Length + 1;
                return start <= text.Length ? Credentials(text, start, rule) : default;
            }
        }

        return default;
    }

    private static (int Start, int End, MaskRule? Rule) Credentials(ReadOnlySpan<char> text, int start, MaskRule rule)
    {
        start += text[start..].IndexOfAnyExcept(' ') is > 0 and var spaces ? spaces : 0;
        var credentials = text[start..];
        var length = credentials.IndexOfAnyExcept(Token68);
        credentials = length < 0 ? credentials : credentials[..length];
        var isSecret = rule == MaskRules.Basic ? IsBasic(credentials.TrimEnd('.'))
            : rule == MaskRules.Bearer ? IsToken(credentials)
            : ValueTests.IsRandom(credentials);
        return isSecret ? (start, start + credentials.Length, rule) : default;
    }

    // "Bearer authentication failed" is prose: a word has no digit, no capital within, and an end.
    private static bool IsToken(ReadOnlySpan<char> text) =>
        text.Length >= 8 && (text.Length >= 32 || text.ContainsAnyInRange('0', '9') || text[1..].ContainsAnyInRange('A', 'Z'));

    /// <summary>Whether the text is base64 of <c>user:password</c>: "Basic plan" is prose.</summary>
    public static bool IsBasic(ReadOnlySpan<char> text)
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
