using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>The password in <c>https://user:password@host</c> (RFC 3986 §3.2.1).</summary>
internal static class UrlPassword
{
    private static readonly SearchValues<char> AfterAuthority = SearchValues.Create("/?\\\"'`<> \t\r\n");

    /// <summary>The password's place behind the colon of <c>://</c>; an empty one when there is none.</summary>
    public static Range Find(ReadOnlySpan<char> text, int colon)
    {
        var start = colon + 3;
        var authority = text[start..];
        authority = authority[..Text.Until(authority, AfterAuthority)];
        var at = authority.LastIndexOf('@');
        var separator = at < 0 ? -1 : authority[..at].IndexOf(':');
        return separator < 0 ? default : new Range(start + separator + 1, start + at);
    }
}
