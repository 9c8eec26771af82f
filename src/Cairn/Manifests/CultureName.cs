namespace Cairn.Manifests;

/// <summary>
/// Names of cultures: <c>de</c>, <c>pt-BR</c>. Only their form is looked at: what a host knows of cultures differs from host to host.
/// </summary>
internal static class CultureName
{
    /// <summary>Two to eight letters, then parts of one to eight letters or digits behind hyphens.</summary>
    public static bool Is(string text)
    {
        var parts = text.Split('-');
        return parts[0].Length is >= 2 and <= 8 && parts[0].All(char.IsAsciiLetter)
            && parts.Skip(1).All(p => p.Length is >= 1 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
    }

    /// <summary>A culture and those it falls back to, the default <c>""</c> last: <c>de-AT</c>, <c>de</c>, <c>""</c>.</summary>
    public static IEnumerable<string> Fallbacks(string culture)
    {
        for (; culture.Length > 0; culture = culture[..Math.Max(0, culture.LastIndexOf('-'))])
        {
            yield return culture;
        }

        yield return "";
    }
}
