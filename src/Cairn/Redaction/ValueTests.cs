using System.Buffers;

namespace Cairn.Redaction;

/// <summary>What a value must look like to be a secret where its name alone does not say so.</summary>
internal static class ValueTests
{
    private const int Random = 16;
    private const int ShortestCode = 4;

    private static readonly SearchValues<char> Variable = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>Long, without spaces, letters and digits mixed: nobody thought of it.</summary>
    public static bool IsRandom(ReadOnlySpan<char> value) =>
        value.Length >= Random
        && value.ContainsAnyInRange('0', '9')
        && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z'))
        && !value.Contains(' ');

    /// <summary>A code that somebody was sent: four digits or more, or letters and digits.</summary>
    public static bool IsCode(ReadOnlySpan<char> value) =>
        value.Length >= ShortestCode
        && value.ContainsAnyInRange('0', '9')
        && (value.Length > ShortestCode + 1 || !value.ContainsAnyExceptInRange('0', '9'))
        && !value.Contains(' ');

    /// <summary>Base64 of <c>user:password</c>, or <c>user:password</c> itself.</summary>
    public static bool IsCredentials(ReadOnlySpan<char> value) =>
        value.Length >= 8 && !value.Contains(' ') && (value.IndexOf(':') > 0 || AuthScheme.IsBasic(value) || IsRandom(value));

    /// <summary>
    /// The name of a field or a column, or a plain word: letters, and marks between words. In a list it stands beside other names.
    /// </summary>
    public static bool IsFieldName(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetter(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return value.Length <= NameWords.Longest;
    }

    /// <summary>Four digits at most.</summary>
    public static bool IsCount(ReadOnlySpan<char> value) => value.Length <= ShortestCode && !value.ContainsAnyExceptInRange('0', '9');

    /// <summary>
    /// Not the secret, but where it comes from: <c>$DB_PASSWORD</c>, <c>${TOKEN}</c>, <c>%PASS%</c>, <c>&lt;password&gt;</c>.
    /// </summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value) => value switch
    {
        "" or "-" or "\\" or "|" or "<" or "<<<" or ">" or "=" or ":" or ":=" or "=>" or "stdin" => true,
        ['$', '{' or '(', ..] or ['{', '{', ..] or ['<', .., '>'] or ['@', _, ..] or ['[', .., ']'] => true,
        ['$', .. var name] => !name.ContainsAnyExcept(Variable),
        ['%', .. var name, '%'] => !name.ContainsAnyExcept(Variable),
        _ => value.StartsWith("env:", StringComparison.Ordinal) || value.StartsWith("file:", StringComparison.Ordinal)
            || value.StartsWith("fd:", StringComparison.Ordinal) || !value.ContainsAnyExcept("*.x"),
    };

    /// <summary>
    /// What statements and messages say in the place of a password: <c>NULL</c>, <c>$1</c>, <c>@p0</c>, <c>getToken()</c>.
    /// </summary>
    public static bool IsExpression(ReadOnlySpan<char> value) => value switch
    {
        "NULL" or "DEFAULT" or "YES" or "NO" or "?" or "None" or "nil" or "undefined" => true,
        ['$' or '@' or ':', .. var name] => !name.TrimStart('p').ContainsAnyExceptInRange('0', '9'),
        _ => value.IndexOf('(') is > 0 and var open && IsFieldName(value[..open]),
    };

    /// <summary>A file's name from a root.</summary>
    public static bool IsPath(ReadOnlySpan<char> value) =>
        value is ['/', _, ..] or ['~', '/', ..] or ['.', '/', ..] or [_, ':', '\\', ..] && !value.Contains(' ');
}
