using System.Globalization;

namespace Cairn.Server.Pages;

/// <summary>The newest entries, fifty a page.</summary>
internal sealed class ListPage(LogState state, IReadOnlyList<EntryRow> rows, long before)
{
    public const int Entries = 50;

    private static readonly string[] Columns = ["No.", "Time (UTC)", "What happened", "Outcome", "Actor", "Action", "Target", "Source"];

    public string Render() => Layout.Page("Newest entries", html =>
    {
        html.Element("h1", before >= state.Size ? "Newest entries" : "Older entries");
        State(html);
        Pager(html, "Pages, above the table");
        Table(html);
        Pager(html, "Pages, below the table");
    });

    private void State(HtmlWriter html) => html.Element("dl", () =>
    {
        Fact(html, "Entries", Words.Number(state.Size));
        Fact(html, "Signed", state.Newest is { } newest ? $"{Words.Number(newest.Head.Size)} entries" : "not yet");
        if (state.Newest is { } checkpoint)
        {
            Fact(html, "Root hash", checkpoint.Head.Root.ToString(), "/checkpoint", "the signed checkpoint");
        }

        Fact(html, "Verifier key", state.VerifierKey);
    }, ("class", "state"));

    private static void Fact(HtmlWriter html, string name, string value, string? href = null, string link = "") =>
        html.Element("div", () => html
            .Element("dt", name)
            .Element("dd", () =>
            {
                html.Element("span", value);
                if (href is not null)
                {
                    html.Text(" ").Element("a", link, ("href", href));
                }
            }));

    private void Pager(HtmlWriter html, string label) => html.Element("nav", () =>
    {
        var end = Math.Min(before, state.Size);
        Step(html, "← Newer", end >= state.Size ? null : end + Entries >= state.Size ? "/" : Link(end + Entries));
        html.Element("span", rows.Count == 0 ? "no entries" : $"{Words.Number(rows[^1].Index)} to {Words.Number(rows[0].Index)}");
        Step(html, "Older →", rows.Count == 0 || rows[^1].Index == 0 ? null : Link(rows[^1].Index));
    }, ("class", "pager"), ("aria-label", label));

    private static void Step(HtmlWriter html, string words, string? href) =>
        html.Element(href is null ? "span" : "a", words, ("href", href), ("class", href is null ? "off" : null));

    private static string Link(long index) => string.Create(CultureInfo.InvariantCulture, $"/?before={index}");

    private void Table(HtmlWriter html) => html.Element("table", () =>
    {
        html.Element("caption", "Entries, newest first", ("class", "unseen"));
        html.Element("thead", () => html.Element("tr", () =>
        {
            foreach (var column in Columns)
            {
                html.Element("th", column, ("scope", "col"));
            }
        }));
        html.Element("tbody", () =>
        {
            foreach (var row in rows)
            {
                html.Element("tr", () => Row(html, row));
            }
        });
    }, ("class", "entries"));

    private static void Row(HtmlWriter html, EntryRow row)
    {
        html.Element("th", () => html.Element("a", row.Index.ToString(CultureInfo.InvariantCulture), ("href", row.Href)), ("scope", "row"));
        if (row.View is not { } view)
        {
            html.Element("td", $"This entry's leaf cannot be read ({row.Error}). Run cairn verify.", ("colspan", "7"));
            return;
        }

        var e = view.Event;
        Cell(html, 1, () => html.Time(view.Leaf.OccurredAt));
        Cell(html, 2, () => html.Foreign(EntryRow.Short(row.Sentence)));
        Cell(html, 3, () => html.Result(view.Leaf.Result));
        Cell(html, 4, () => html.Foreign(Words.Person(e.Actor)));
        Cell(html, 5, () => html.Element("code", e.Action).Text(" ").Element("span", e.Category ?? "", ("class", "category")));
        Cell(html, 6, () => Targets(html, e.Targets));
        Cell(html, 7, () => html.Text(e.Context.Source ?? ""));
    }

    private static void Targets(HtmlWriter html, IReadOnlyList<AuditTarget> targets)
    {
        if (targets.Count > 0)
        {
            html.Foreign(string.Join(", ", targets.Take(3).Select(Words.Target)) + (targets.Count > 3 ? ", …" : ""));
        }
    }

    private static void Cell(HtmlWriter html, int column, Action content) => html.Element("td", content, ("data-label", Columns[column]));
}
