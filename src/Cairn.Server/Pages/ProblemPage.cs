namespace Cairn.Server.Pages;

/// <summary>Says in words what was wrong with a request, or why it cannot be answered.</summary>
internal static class ProblemPage
{
    public static string Render(string title, string words) => Layout.Page(title, html => html
        .Element("h1", title)
        .Element("p", words)
        .Element("p", () => html.Element("a", "To the newest entries", ("href", "/"))));
}
