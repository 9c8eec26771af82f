using System.Text;

namespace Cairn.Primitives;

/// <summary>JSON Pointers (RFC 6901) as strings.</summary>
internal static class JsonPointer
{
    /// <summary>The pointer to a member of the root.</summary>
    public static string Of(string member) =>
        !member.AsSpan().ContainsAny('~', '/')
            ? "/" + member
            : "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Whether the text is a pointer: empty, or each token behind a slash, <c>~</c> only as <c>~0</c> and <c>~1</c>.</summary>
    public static bool IsValid(string pointer)
    {
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            return false;
        }

        for (var tilde = pointer.IndexOf('~', StringComparison.Ordinal); tilde >= 0; tilde = pointer.IndexOf('~', tilde + 1))
        {
            if (tilde + 1 == pointer.Length || pointer[tilde + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a pointer is another one or leads into what that one names.</summary>
    public static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] == '/');

    /// <summary>The unescaped tokens of a valid pointer, at most so many.</summary>
    public static string[] Tokens(string pointer, int most = int.MaxValue - 1) => pointer.Length == 0
        ? []
        : [.. pointer[1..].Split('/', most + 1)
            .Take(most)
            .Select(t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
}
