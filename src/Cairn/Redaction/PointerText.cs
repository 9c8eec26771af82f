using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Secrets in JSON Pointers, where they are names.</summary>
internal static class PointerText
{
    /// <summary>
    /// The pointer with secret names masked as <see cref="JsonWalk"/> masks them; <see langword="null"/> when there are none.
    /// </summary>
    public static string? Redact(string pointer)
    {
        if (!HasSecret(pointer) || !JsonPointer.IsValid(pointer))
        {
            return null;
        }

        return string.Concat(JsonPointer.Tokens(pointer).Select(token => JsonPointer.Of(TextRedactor.Name(token) ?? token)));
    }

    private static bool HasSecret(ReadOnlySpan<char> pointer)
    {
        foreach (var token in pointer.Split('/'))
        {
            if (TextRedactor.Name(pointer[token]) is not null)
            {
                return true;
            }
        }

        return pointer.Contains('~') && TextRedactor.Name(pointer) is not null;
    }
}
