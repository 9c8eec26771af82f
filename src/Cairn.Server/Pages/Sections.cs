namespace Cairn.Server.Pages;

/// <summary>Parts that pages are made of.</summary>
internal static class Sections
{
    public static void Section(this HtmlWriter html, string title, string? words, Action content) => html.Element("section", () =>
    {
        html.Element("h2", title);
        if (words is not null)
        {
            html.Element("p", words, ("class", "hint"));
        }

        content();
    });

    /// <summary>Names and values; those without a value are left out.</summary>
    public static void Facts(this HtmlWriter html, params IReadOnlyList<(string Name, string? Value)> facts) => html.Element("dl", () =>
    {
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                html.Element("dt", () => html.Foreign(name)).Element("dd", () => html.Foreign(value));
            }
        }
    }, ("class", "facts"));
}
