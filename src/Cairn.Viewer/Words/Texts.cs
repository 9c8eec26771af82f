using System.Globalization;
using System.Resources;

namespace Cairn.Viewer.Words;

/// <summary>The pages' own words, in one language: everything that no event says.</summary>
internal sealed class Texts
{
    private static readonly ResourceManager Resources = new("Cairn.Viewer.Words.Texts", typeof(Texts).Assembly);
    private static readonly Texts English = new("en");
    private static readonly Texts[] All = [English, new("de")];

    private Texts(string language) => Culture = CultureInfo.GetCultureInfo(language);

    /// <summary>Whose numbers and dates go with the words.</summary>
    public CultureInfo Culture { get; }

    /// <summary>The words for the first of the languages that there are words in; else English.</summary>
    public static Texts For(IEnumerable<string> languages) => languages
        .Select(l => All.FirstOrDefault(
            t => string.Equals(t.Culture.Name, l.Split('-')[0], StringComparison.OrdinalIgnoreCase))).FirstOrDefault(
            t => t is not null) ?? English;

    /// <summary>Words by their name; the name itself where there are none.</summary>
    public string this[string name] => Resources.GetString(name, Culture) ?? name;

    /// <summary>Words with values in their places.</summary>
    public string Of(string name, params object[] values) => string.Format(Culture, this[name], values);

    public string Number(long number) => number.ToString("N0", Culture);
}
