using System.Text;
using Cairn.Server.Tests.Support;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Viewer;

/// <summary>What the browser finds when it checks a page against the signed tree.</summary>
[Trait("Needs", "servers")]
public sealed class ProofTests(Browser browser)
{
    private static readonly AuditAction Moved = new AuditAction("desk.moved", AuditCategories.Operations, "{actor} moved {target} to {metadata.room}")
        .InCulture("de", "{actor} hat {target} nach {metadata.room} gebracht");

    [Theory]
    [InlineData("/")]
    [InlineData("/?q=readings:yes")]
    [InlineData("/overview?days=366")]
    [InlineData("/entries/2")]
    [InlineData("/history?of=target&type=user&id=u-2")]
    public async Task What_nobody_altered_is_proved(string path)
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, path));
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        Assert.True(await page.Locator("[data-alarm]").IsHiddenAsync());
        Assert.Equal(0, await page.Locator("[data-mark=altered]").CountAsync());
    }

    [Fact]
    public async Task Every_kind_of_event_is_told_again_from_its_bytes()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        var marks = await page.Locator("[data-entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.querySelector('[data-mark]').dataset.mark)");
        Assert.All(marks, mark => Assert.Equal("proved", mark));
        foreach (var index in await page.Locator("[data-entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.entry)"))
        {
            await page.GotoAsync(new Uri(site.Address, $"/entries/{index}").ToString());
            Assert.Equal("proved", await Browser.CheckedAsync(page));
        }
    }

    [Fact]
    public async Task Entries_as_large_as_they_may_be_are_listed_lightly_and_proved()
    {
        var large = new string('x', 200_000);
        var owner = AuditActor.User("u-1", "Example Owner");
        await using var site = await Site.WithAsync(Enumerable.Range(0, 4).Select(i => StandardActions.RecordUpdated.By(owner)
            .On("record", $"r{i}", $"Record {i}").Change("text", large, large + i).With("list", Enumerable.Range(0, 30_000).ToArray())
            .With("deep", new { a = new { b = new { c = new { d = new { e = 1 } } } } })));
        Assert.True((await site.TextAsync("/")).Length < 60_000);
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        await page.Locator(".entry .open").First.ClickAsync();
        Assert.Equal("proved", await Browser.CheckedAsync(page));
    }

    [Fact]
    public async Task In_German_too()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, "/?q=action:desk.moved"), locale: "de-AT");
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        Assert.Equal("Example Owner hat desk d-1 nach 12 gebracht", await page.Locator(".entry .open").Last.InnerTextAsync());
        Assert.Equal("Suchen", await page.Locator(".search button").InnerTextAsync());
    }

    [Fact]
    public async Task An_entry_that_was_altered_in_the_store_is_named_by_a_banner()
    {
        await using var site = await Site.WithAsync(Events());
        var rows = site.Store.Rows.Logs[0].Entries;
        var at = rows.First(r => Encoding.UTF8.GetString(r.Value.Leaf.Span).Contains("\"result\":\"denied\"", StringComparison.Ordinal)).Key;
        var altered = Encoding.UTF8.GetString(rows[at].Leaf.Span).Replace("\"result\":\"denied\"", "\"result\":\"success\"", StringComparison.Ordinal);
        rows[at] = rows[at] with { Leaf = Encoding.UTF8.GetBytes(altered) };
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("alarm", await Browser.CheckedAsync(page));
        Assert.Contains("not as it was written", await page.Locator("[data-alarm]").InnerTextAsync(), StringComparison.Ordinal);
        var link = page.Locator("[data-alarm] a");
        Assert.Equal($"entry {at}", await link.InnerTextAsync());
        Assert.Equal("altered", await page.Locator($"[data-entry='{at}'] [data-mark]").GetAttributeAsync("data-mark"));
        await link.ClickAsync();
        Assert.Equal("alarm", await Browser.CheckedAsync(page));
    }

    [Theory]
    [InlineData("Example Owner", "Example Other", "told in other words")]
    [InlineData("owner@example.com", "other@example.com", "shows a value")]
    [InlineData(" changed ", " did not change ", "told in other words")]
    [InlineData("</span> denied<", "</span> failure<", "shows a value")]
    [InlineData("data-result=\"denied\"", "data-result=\"success\"", "shows a value")]
    public async Task A_server_that_sends_other_words_than_the_bytes_say_is_caught(string sent, string shown, string why)
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new("about:blank"));
        await page.RouteAsync(site.Address.ToString(), async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace(sent, shown, StringComparison.Ordinal) });
        });
        await page.GotoAsync(site.Address.ToString());
        Assert.Equal("alarm", await Browser.CheckedAsync(page));
        Assert.Contains(why, await page.Locator("[data-alarm]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_shows_another_history_than_before_is_caught()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));

        // The browser saw another tree of fewer entries.
        await page.EvaluateAsync(
            """
            () => {
              const name = Object.keys(localStorage).find(k => k.startsWith('cairn '));
              localStorage.setItem(name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name)), size: 3, root: btoa('x'.repeat(32)) }));
            }
            """);
        await page.ReloadAsync();
        Assert.Equal("alarm", await Browser.CheckedAsync(page));
        Assert.Contains("another history", await page.Locator("[data-alarm]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_new_checkpoint_continues_the_last_one_seen()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        for (var i = 0; i < 5; i++)
        {
            await site.Log.RecordAsync(StandardActions.LoggedOut.By(AuditActor.User("u-1", "Example Owner")), TestContext.Current.CancellationToken);
            await site.SignAsync();
            await page.ReloadAsync();
            Assert.Equal("proved", await Browser.CheckedAsync(page));
        }
    }

    [Fact]
    public async Task A_key_that_is_not_the_one_seen_first_is_an_alarm()
    {
        await using var site = await Site.WithAsync(Events());
        await using var other = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        await page.RouteAsync($"{site.Address}**", async route => await route.FulfillAsync(
            new() { Response = await route.FetchAsync(new() { Url = route.Request.Url.Replace(site.Address.ToString(), other.Address.ToString(), StringComparison.Ordinal) }) }));
        await page.ReloadAsync();
        Assert.Equal("alarm", await Browser.CheckedAsync(page));
        Assert.Contains("another key", await page.Locator("[data-alarm]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_web_crypto_nothing_is_claimed_and_nobody_is_alarmed()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new("about:blank"));
        await page.AddInitScriptAsync("Object.defineProperty(crypto, 'subtle', { value: undefined })");
        await page.GotoAsync(site.Address.ToString());
        Assert.Equal("cannot", await Browser.CheckedAsync(page));
        Assert.Equal("Cannot be checked here", await page.Locator("[data-proof-state]").InnerTextAsync());
        Assert.True(await page.Locator("[data-alarm]").IsHiddenAsync());
    }

    [Fact]
    public async Task One_click_says_what_was_checked()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        await page.Locator("[data-proof-state]").ClickAsync();
        var says = await page.Locator("[data-explain]").InnerTextAsync();
        var log = (await site.Store.ListLogsAsync(TestContext.Current.CancellationToken))[0];
        Assert.Contains(site.Log.Signer.Key.VerifierOf(log).ToString(), says, StringComparison.Ordinal);
        Assert.Contains("cairn verify --vkey", says, StringComparison.Ordinal);
    }

    private static AuditEvent[] Events()
    {
        var owner = AuditActor.User("u-1", "Example Owner") with { Email = "owner@example.com", Role = "Facility Admin" };
        return
        [
            StandardActions.RoleChanged.By(owner).On("user", "u-2", "Example Member").Change("role", "user", "operator").Because("ticket 4711"),
            StandardActions.RoleChanged.By(owner).On("user", "CORP\\jdoe", "Example Domain User").Change("role", null, "a \"quoted\" \u00e4\n\ttext").Denied("not yours"),
            Moved.By(owner).On("desk", "d-1").With("room", 12L),
            Moved.By(AuditActor.User("u-3")).On("desk", "d-2").Failed("too heavy"),
            StandardActions.ConfigChanged.By(new("user") { Email = "only@example.com" }).Change("limit", 1.50m, AuditValue.From(System.Text.Json.JsonDocument.Parse("[1.0,{\"a\":null,\"b\":\"\"}]").RootElement)),
            StandardActions.PermissionDenied.By(AuditActor.Anonymous).On("route", "/api/things").Denied(code: "403"),
            StandardActions.LoginFailed.By(new("user", "+15550100123")),
            StandardActions.RecordDeleted.By(AuditActor.System).On("record", "r/1~2").On("record", "r2", "\u202egnp.exe"),
            StandardActions.DataExportCompleted.By(owner) with { Targets = [.. Enumerable.Range(0, 40).Select(i => new AuditTarget("file", $"f{i}"))] },
            new() { Action = "thing.happened", Actor = new("service", "s1"), Targets = [new("type with space", "id with space")], Metadata = [new("a/b~c", "null"), new("n", 0L), new("e", "")] },
            new() { Action = "long.text", Actor = owner, Reason = new string('x', 500), Description = "One word here was changed, and all the others stayed." },
            (StandardActions.RecordUpdated.By(owner).On("user", "u-9", "Example Sponsor")
                .Change("note", "The first version of a text that is long", "The second version of a text that is long")
                .With("sponsor", "Example Other")).PersonalTo("/metadata/sponsor", new("user", "u-8")),
            new() { Action = "nothing.known" },
            StandardActions.SettingsChanged.By(owner).On("site", "s").ChangeWhole(new { a = 1, b = new[] { 1, 2 } }, new { a = 2, b = new[] { 1, 2 } }),
            StandardActions.ContainerStopped.By(owner).On("container", "c") with { Outcome = new(AuditResult.Unfinished) },
        ];
    }
}
