using System.Net;
using Cairn.Server.Tests.Support;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Viewer;

/// <summary>How a person finds something: by typing, by choosing, by keys, with and without script.</summary>
[Trait("Needs", "servers")]
public sealed class FindingTests(Browser browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_typed_is_found_and_stands_in_the_address(bool hasScript)
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address, hasScript: hasScript);
        await page.Locator("#q").FillAsync("action:container.* outcome:failure");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        Assert.Equal(["Example Operator stopped c-2: failed (busy)"], await SentencesAsync(page));
        Assert.Contains("q=action%3Acontainer", page.Url, StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator(".chip.on").CountAsync());
        await page.Locator(".chip.on").Nth(1).ClickAsync();
        Assert.Equal(3, (await SentencesAsync(page)).Count);
    }

    [Fact]
    public async Task A_query_that_is_none_is_told_at_its_column()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, "/?q=actor:u-1%20outcome:maybe"));
        var told = await page.Locator(".query-error").InnerTextAsync();
        Assert.Contains("Column 19", told, StringComparison.Ordinal);
        Assert.Contains("success, failure, denied or unfinished", told, StringComparison.Ordinal);
        Assert.Equal("actor:u-1 outcome:maybe", await page.Locator("#q").InputValueAsync());
        Assert.Equal("true", await page.Locator("#q").GetAttributeAsync("aria-invalid"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_menu_writes_the_same_query(bool hasScript)
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address, hasScript: hasScript);
        await page.GetByText("Filter", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Who took part").FillAsync("Example Owner");
        await page.GetByLabel("Outcome").SelectOptionAsync("denied");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        Assert.Equal("person:\"Example Owner\" outcome:denied", await page.Locator("#q").InputValueAsync());
        Assert.Equal(["Example Owner changed u-2's role from user to owner: denied"], await SentencesAsync(page));
    }

    [Theory]
    [InlineData("Failed sign-ins", "Example Member failed to sign in")]
    [InlineData("Refusals", "Example Owner changed u-2's role from user to owner: denied")]
    [InlineData("Deletions", "Example Operator deleted c-3")]
    public async Task A_frequent_question_is_one_click(string name, string sentence)
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Frequent questions" }).GetByText(name).ClickAsync();
        Assert.Equal([sentence], await SentencesAsync(page));
        Assert.Equal(name, await page.Locator(".chip[aria-current]").InnerTextAsync());
    }

    [Fact]
    public async Task Counts_come_beside_the_list_and_filter_it()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        var facet = page.Locator("aside .facet").Filter(new() { HasText = "Example Operator" }).GetByRole(AriaRole.Link).First;
        await Assertions.Expect(facet).ToContainTextAsync("3");
        await facet.ClickAsync();
        Assert.Equal("actor:user/u-op", await page.Locator("#q").InputValueAsync());
        Assert.Equal(3, (await SentencesAsync(page)).Count);
        await page.Locator("aside .histogram a").Last.ClickAsync();
        Assert.Contains("since:", await page.Locator("#q").InputValueAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(await SentencesAsync(page));
    }

    [Fact]
    public async Task Without_script_counts_have_a_page()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address, hasScript: false);
        await page.GetByRole(AriaRole.Link, new() { Name = "Show counts" }).ClickAsync();
        await page.Locator(".facet").GetByText("container.stopped").ClickAsync();
        Assert.Equal(["Example Operator stopped c-2: failed (busy)"], await SentencesAsync(page));
        await page.Locator(".entry .open").First.ClickAsync(new() { Force = true });
        Assert.Equal("Example Operator stopped c-2: failed (busy)", await page.Locator("h1").InnerTextAsync());
    }

    [Fact]
    public async Task What_excludes_most_is_named_where_nothing_matches()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, "/?q=action:container.*%20actor:nobody"));
        var told = await page.Locator(".empty").InnerTextAsync();
        Assert.Contains("Nothing matches", told, StringComparison.Ordinal);
        Assert.Contains("3 would match without: actor:nobody", told, StringComparison.Ordinal);
        await page.GetByText("Leave it out").ClickAsync();
        Assert.Equal(3, (await SentencesAsync(page)).Count);
    }

    [Fact]
    public async Task The_histories_of_actor_and_target_are_one_click_away()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, "/?q=action:user.role_changed"));
        await page.Locator(".entry .open").First.ClickAsync();
        await page.Locator(".facts div").Filter(new() { HasText = "u-2" }).GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        Assert.Equal(["Example Owner changed u-2's role from user to owner: denied"], await SentencesAsync(page));
        Assert.Equal(["/role user → owner"], await page.Locator(".changed li").AllInnerTextsAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "What they did" }).ClickAsync();
        Assert.Contains("No entry", await page.Locator(".empty").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        await Browser.CheckedAsync(page);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("action:container.*");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-entry]")).ToHaveCountAsync(3);
        await Browser.CheckedAsync(page);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Example Operator stopped c-2: failed (busy)");
        await Browser.CheckedAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-entry]")).ToHaveCountAsync(3);
        await Browser.CheckedAsync(page);
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("[data-keys]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task New_entries_come_by_themselves_and_wait_while_paused()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        await Browser.CheckedAsync(page);
        await Assertions.Expect(page.Locator("[data-live-bar]")).ToHaveAttributeAsync("data-live-bar", "open");
        await site.Log.RecordAsync(Started("c-new"), TestContext.Current.CancellationToken);
        await Assertions.Expect(page.Locator(".entry .open").First).ToHaveTextAsync("Example Operator started c-new", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await site.Log.RecordAsync(Started("c-later"), TestContext.Current.CancellationToken);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal("Example Operator started c-new", await page.Locator(".entry .open").First.InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".entry .open").First).ToHaveTextAsync("Example Operator started c-later", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task What_is_typed_is_completed_from_the_log()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        await page.Locator("aside .facet").First.WaitForAsync();
        await page.Locator("#q").PressSequentiallyAsync("act");
        Assert.Equal("actor:", await page.Locator("[role=option]").First.InnerTextAsync());
        await page.Keyboard.PressAsync("Tab");
        Assert.Contains("actor:user/u-op", await page.Locator("[role=option]").AllInnerTextsAsync());
        await page.Locator("#q").PressSequentiallyAsync("user/u-op action:container.st");
        Assert.Equal(["action:container.started", "action:container.stopped"], await page.Locator("[role=option]").AllInnerTextsAsync());
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("actor:user/u-op action:container.stopped ", await page.Locator("#q").InputValueAsync());
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".entry .open")).ToHaveTextAsync(["Example Operator stopped c-2: failed (busy)"]);
    }

    [Fact]
    public async Task Rows_stand_closer_where_somebody_wants_them_so()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(site.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dense" }).ClickAsync();
        Assert.Equal("4px", await page.Locator(".entry").First.EvaluateAsync<string>("e => getComputedStyle(e).paddingTop"));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("body")).ToHaveClassAsync("dense");
    }

    [Fact]
    public async Task A_burst_is_folded_and_opens()
    {
        await using var site = await Site.WithAsync(Enumerable.Range(0, 5).Select(i => Started($"c-{i}")));
        var page = await browser.OpenAsync(site.Address);
        await page.GetByText("4 more of the same").ClickAsync();
        Assert.True(await page.GetByText("Example Operator started c-0").IsVisibleAsync());
    }

    [Fact]
    public async Task Every_export_is_a_link()
    {
        await using var site = await Site.WithAsync(Events());
        var page = await browser.OpenAsync(new(site.Address, "/?q=action:container.*"));
        foreach (var link in await page.Locator(".links a").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))"))
        {
            using var answer = await site.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("container.started", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static AuditActor Operator => AuditActor.User("u-op", "Example Operator");

    private static AuditEvent Started(string id) => StandardActions.ContainerStarted.By(Operator).On("container", id, id);

    private static AuditEvent[] Events() =>
    [
        Started("c-1"),
        StandardActions.ContainerStopped.By(Operator).On("container", "c-2", "c-2").Failed("busy"),
        StandardActions.ContainerDeleted.By(Operator).On("container", "c-3", "c-3"),
        StandardActions.LoginFailed.By(AuditActor.User("u-3", "Example Member")).Failed(),
        StandardActions.RoleChanged.By(AuditActor.User("u-1", "Example Owner")).On("user", "u-2").Change("role", "user", "owner").Denied(),
    ];

    private static async Task<IReadOnlyList<string>> SentencesAsync(IPage page) => await page.Locator(".entry .open").AllInnerTextsAsync();
}
