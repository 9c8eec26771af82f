namespace Cairn.Viewer.Models;

/// <summary>How a JSON value is shown: a string as its text, unless that would be taken for something else; anything else as JSON.</summary>
internal static class ValueWords
{
    public static string Of(AuditValue value) => value.Json[0] != '"' || IsMistakable(value.ToString()) ? value.Json : value.ToString();

    // Nothing, a word of JSON, or the beginning of a number, an object, an array or a string.
    private static bool IsMistakable(string text) =>
        text.Length == 0 || text is "null" or "true" or "false" || text[0] is '-' or '[' or '{' or '"' || char.IsAsciiDigit(text[0]);
}
