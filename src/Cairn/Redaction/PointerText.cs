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
        if (TextRedactor.Name(pointer) is null || !JsonPointer.IsValid(pointer))
        {
            return null;
        }

        return string.Concat(JsonPointer.Tokens(pointer).Select(token => JsonPointer.Of(TextRedactor.Name(token) ?? token)));
    }
}
