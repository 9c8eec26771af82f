namespace Cairn.Server.Pages;

/// <summary>What every page has around its content.</summary>
internal static class Layout
{
    public static string Page(string title, Action<HtmlWriter> content)
    {
        var html = new HtmlWriter();
        html.Element("html", () =>
        {
            Head(html, title);
            html.Element("body", () =>
            {
                html.Element("a", "To the content", ("class", "skip"), ("href", "#content"));
                Header(html);
                html.Element("main", () => content(html), ("id", "content"));
                html.Element("footer", "Times are UTC. This page only reads; it has no script.");
            });
        }, ("lang", "en"));
        return html.ToString();
    }

    private static void Head(HtmlWriter html, string title) => html.Element("head", () => html
        .Void("meta", ("charset", "utf-8"))
        .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
        .Void("meta", ("name", "color-scheme"), ("content", "light dark"))
        .Element("title", title + " · Cairn")
        .Void("link", ("rel", "stylesheet"), ("href", "/style.css")));

    private static void Header(HtmlWriter html) => html.Element("header", () => html
        .Element("a", "Cairn", ("class", "name"), ("href", "/"))
        .Element("span", "the audit log that proves itself", ("class", "claim")));
}
