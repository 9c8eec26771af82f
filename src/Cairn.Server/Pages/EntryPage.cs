using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Cairn.Verification;

namespace Cairn.Server.Pages;

/// <summary>One entry whole: what its leaf says, what is kept beside the leaf, and the very bytes that are hashed.</summary>
internal sealed class EntryPage(AuditEntry read, LogState state)
{
    private readonly EntryView entry = read.View;
    private readonly Leaf leaf = read.View.Leaf;

    public string Render() => Layout.Page($"Entry {entry.Index}", html =>
    {
        html.Element("h1", () => html.Text($"Entry {entry.Index} ").Result(leaf.Result));
        html.Element("p", () => html.Foreign(read.Sentence), ("class", "sentence"));
        Problems(html);
        Neighbours(html);
        Section(html, "Facts", "In the leaf: short, fixed, hashed into the tree for ever.", () => Facts(html));
        Changes(html);
        foreach (var disclosure in entry.Disclosures)
        {
            DisclosureSection.Write(html, disclosure);
        }

        Gone(html, "Erased", "Parts that were kept beside the leaf and are gone; only their digests are left.", entry.Erased);
        Gone(html, "Missing", "Parts that were kept beside the leaf and are gone, and no entry says that they were erased.", entry.Missing);
        Section(html, "Leaf", "The bytes whose hash the tree holds.", () => html
            .Element("pre", entry.LeafText, ("tabindex", "0"), ("aria-label", "Leaf"))
            .Element("p", () => html.Text("Leaf hash ").Element("code", entry.LeafHash.ToString(), ("id", "leaf-hash"))));
    });

    private void Problems(HtmlWriter html)
    {
        foreach (var problem in read.Problems)
        {
            html.Element("p", $"{problem}. Run cairn verify.", ("class", "problem"));
        }
    }

    private void Neighbours(HtmlWriter html) => html.Element("nav", () =>
    {
        Step("← Newer", entry.Index + 1 < state.Size ? EntryRow.Link(entry.Index + 1) : null);
        html.Element("a", "List", ("href", "/"));
        Step("Older →", entry.Index > 0 ? EntryRow.Link(entry.Index - 1) : null);

        void Step(string words, string? href) =>
            html.Element(href is null ? "span" : "a", words, ("href", href), ("class", href is null ? "off" : null));
    }, ("class", "pager"), ("aria-label", "Neighbours"));

    private void Facts(HtmlWriter html) => html.Facts(
        ("Event id", leaf.Id.ToString("D")),
        ("Occurred", RfcTime.Format(leaf.OccurredAt)),
        ("Recorded", RfcTime.Format(leaf.RecordedAt)),
        ("Action", leaf.Action),
        ("Category", leaf.Category),
        ("Actor", Party(leaf.Actor)),
        ("Role", leaf.Role),
        ("On behalf of", leaf.OnBehalfOf is { } other ? Party(other) : null),
        ("Targets", leaf.Targets.Count == 0 ? null : string.Join(", ", leaf.Targets.Select(Party))),
        ("Outcome", ResultNames.Name(leaf.Result)),
        ("Code", leaf.Code),
        ("Source", leaf.Source),
        ("Request", leaf.RequestId),
        ("Trace", leaf.TraceId),
        ("Operation", leaf.OperationId));

    private static string Party(LeafParty party) => party.Id is null ? party.Type : $"{party.Type} {party.Id}";

    private void Changes(HtmlWriter html)
    {
        if (entry.Event.Changes.Count == 0)
        {
            return;
        }

        Section(html, "Changes", null, () => html.Element("table", () =>
        {
            html.Element("thead", () => html.Element("tr", () => html
                .Element("th", "Path", ("scope", "col"))
                .Element("th", "Before", ("scope", "col"))
                .Element("th", "After", ("scope", "col"))));
            html.Element("tbody", () =>
            {
                foreach (var change in entry.Event.Changes)
                {
                    html.Element("tr", () =>
                    {
                        html.Element(
                            "th", () => html.Foreign(change.Path.Length == 0 ? "(the whole value)" : change.Path), ("scope", "row"));
                        html.Element("td", () => Side(html, change.Before));
                        html.Element("td", () => Side(html, change.After));
                    });
                }
            });
        }, ("class", "changes")));
    }

    private static void Side(HtmlWriter html, AuditValue? value)
    {
        if (value is { } there)
        {
            html.Foreign(there.ToString());
        }
        else
        {
            html.Element("i", "not there");
        }
    }

    private static void Gone(HtmlWriter html, string title, string words, IReadOnlyList<string> digests)
    {
        if (digests.Count > 0)
        {
            Section(
                html, title, words, () => html.Element("pre", string.Join('\n', digests), ("tabindex", "0"), ("aria-label", "Digests")));
        }
    }

    private static void Section(HtmlWriter html, string title, string? words, Action content) => html.Section(title, words, content);
}
