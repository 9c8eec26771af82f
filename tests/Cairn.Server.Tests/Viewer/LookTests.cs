using System.Globalization;
using Cairn.Entries;
using Cairn.Server.Tests.Support;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Viewer;

/// <summary>How the pages look: words, colours, widths, contrasts, and what hostile events make of them.</summary>
[Trait("Needs", "servers")]
public sealed class LookTests(Browser browser)
{
    private const string Hostile = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>&amp;</td>""";

    [Fact]
    public async Task The_newest_entries_stand_first_with_their_outcomes_in_colour()
    {
        await using var site = await Site.WithAsync(EachResult());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal(["3", "2", "1", "0"], await page.Locator("[data-entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.entry)"));
        var results = page.Locator(".entry .outcome");
        Assert.Equal(["… unfinished", "⊘ denied", "✗ failure"], await results.AllInnerTextsAsync());
        var colours = await results.EvaluateAllAsync<string[]>("all => all.map(e => getComputedStyle(e).color)");
        Assert.Equal(3, colours.Distinct().Count());
        Assert.Equal("Example Owner restarted web-1: failed (out of memory)", await page.Locator(".entry .open").Nth(2).InnerTextAsync());
    }

    [Fact]
    public async Task Older_walks_through_the_whole_log_and_back_returns_to_the_place()
    {
        await using var site = await Site.WithAsync(120);
        var page = await browser.OpenAsync(site.Address);
        var seen = await IndexesAsync(page);
        while (await page.GetByRole(AriaRole.Link, new() { Name = "Older entries" }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Older entries" }).ClickAsync();
            seen.AddRange(await IndexesAsync(page));
        }

        Assert.Equal(Enumerable.Range(0, 120).Reverse(), seen);
        await page.GoBackAsync();
        Assert.Equal(69, (await IndexesAsync(page))[0]);
        await page.GetByRole(AriaRole.Link, new() { Name = "Newest entries" }).ClickAsync();
        Assert.Equal(119, (await IndexesAsync(page))[0]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/entries/0")]
    [InlineData("/counts")]
    [InlineData("/overview?days=366")]
    [InlineData("/history?type=user&id=u%3Cb%3E2%3C%2Fb%3E%27")]
    public async Task Markup_in_an_event_is_text_and_runs_nothing(string path)
    {
        await using var site = await Site.WithAsync(new AuditEvent
        {
            Action = "user.role_changed",
            Actor = AuditActor.User("u-1", Hostile),
            Targets = [new("user", "u<b>2</b>'", Hostile)],
            Reason = Hostile,
            Outcome = new(AuditResult.Failure, "<i>", Hostile),
            Context = new() { Source = "<b>app</b>", UserAgent = Hostile },
            Changes = [new("/" + Hostile, Hostile, Hostile)],
            Metadata = [new(Hostile, Hostile)],
        });

        // Without the policy nothing stands between the markup and the browser but the encoding.
        var page = await browser.OpenAsync(new("about:blank"), bypassPolicy: true);
        var alerts = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            alerts.Add(dialog.Message);
            await dialog.DismissAsync();
        };
        await page.GotoAsync(new Uri(site.Address, path).ToString(), new() { WaitUntil = WaitUntilState.Load });
        Assert.Contains("<img src=x onerror=alert(2)>", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("body script, img, main b, main i:not(.absent), main td script").CountAsync());
        Assert.Empty(alerts);
    }

    [Fact]
    public async Task An_entry_is_shown_whole()
    {
        await using var site = await Site.WithAsync(StandardActions.RoleChanged
            .By(AuditActor.User("u-1", "Example Owner") with { Email = "owner@example.com", Role = "owner" })
            .On("user", "u-2", "Example Member")
            .Change("role", "user", "operator")
            .Change("since", AuditValue.Null, 2026L)
            .Change("note", null, "")
            .Because("ticket 4711")
            .With("ticket", 4711L));
        var page = await browser.OpenAsync(new(site.Address, "/entries/0"));
        var text = await page.Locator("main").InnerTextAsync();
        foreach (var words in new[]
        {
            "Example Owner changed Example Member's role from user to operator", "user.role_changed", "owner@example.com", "ticket 4711", "4711",
        })
        {
            Assert.True(text.Contains(words, StringComparison.Ordinal), $"no “{words}” in:\n{text}");
        }

        Assert.Equal(
            ["/role\tuser\toperator", "/since\tnull\t2026", "/note\tnot there\t\"\""], await page.Locator(".changes tbody tr").AllInnerTextsAsync());
        var leaf = await page.Locator("#leaf").TextContentAsync();
        Assert.StartsWith("{\"v\":1,", leaf, StringComparison.Ordinal);
        Assert.Equal(
            Merkle.Hash.OfLeaf(System.Text.Encoding.UTF8.GetBytes(leaf!)).ToString(), await page.Locator("#leaf-hash").TextContentAsync());
    }

    [Theory]
    [InlineData(360)]
    [InlineData(800)]
    [InlineData(1160)]
    [InlineData(1280)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        await using var site = await Site.WithAsync([
            .. EachResult(),
            StandardActions.ContainerStarted.By(AuditActor.User("u-1", new string('W', 256))).On("container", new string('c', 128))
        ]);
        foreach (var path in new[] { "/", "/entries/4", "/overview", "/history?type=container&id=c-1" })
        {
            var page = await browser.OpenAsync(new(site.Address, path), width);
            Assert.Empty(await page.EvaluateAsync<string[]>(TooWide));
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_what_lies_behind_it(ColorScheme scheme)
    {
        await using var site = await Site.WithAsync(EachResult());
        foreach (var path in new[] { "/", "/entries/1", "/overview", "/counts", "/?q=a:b" })
        {
            var page = await browser.OpenAsync(new(site.Address, path), scheme: scheme);
            var worst = await page.EvaluateAsync<double>(LowestContrast);
            Assert.True(worst >= 4.5, $"{path} in {scheme}: contrast {worst.ToString(CultureInfo.InvariantCulture)}, WCAG asks for 4.5");
        }
    }

    // The elements that reach beyond the window, for the message; none when nothing has to be scrolled sideways.
    private const string TooWide = """
        () => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => `${e.localName}.${e.className} ${e.textContent.slice(0, 30)}`)
        """;

    // WCAG 2: contrast of each element's own text with the nearest background that is not transparent.
    private const string LowestContrast = """
        () => {
          const parts = c => c.match(/[\d.]+/g).map(Number);
          const light = c => { const [r, g, b] = parts(c).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (parts(c)[3] !== 0) return c; } return 'rgb(255,255,255)'; };
          const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
          return Math.min(...[...document.body.querySelectorAll('*')].filter(own).map(e => {
            const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          }));
        }
        """;

    private static AuditEvent[] EachResult()
    {
        var restart = StandardActions.ContainerRestarted.By(AuditActor.User(
            "u-1", "Example Owner")).On("container", "c-1", "web-1").From(new() { Source = "containers" });
        return [
            restart,
            restart.Failed("out of memory", "exit_137"),
            restart.Denied(code: "403"),
            restart with { Outcome = new(AuditResult.Unfinished) }
        ];
    }

    private static async Task<List<int>> IndexesAsync(IPage page) =>
        [.. (await page.Locator("[data-entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.entry)")).Select(i => int.Parse(i, CultureInfo.InvariantCulture))];
}
