using Cairn.Server.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Viewer;

/// <summary>What axe finds on each page, in each scheme; and that nothing is asked of a browser that the policy forbids.</summary>
[Trait("Needs", "servers")]
public sealed class AccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task Nothing_serious_is_found_and_the_policy_is_kept(ColorScheme scheme, int width)
    {
        var owner = AuditActor.User("u-1", "Example Owner") with { Email = "owner@example.com", Role = "owner" };
        await using var site = await Site.WithAsync(
            StandardActions.RoleChanged.By(owner).On("user", "u-2", "Example Member").Change("role", "user", "operator").Because("ticket")
                .With("nested", new { a = new[] { 1, 2 }, b = "" }),
            StandardActions.ContainerStopped.By(owner).On("container", "c").Failed("busy"),
            StandardActions.PermissionDenied.By(owner).On("route", "r").Denied());
        foreach (var path in new[] { "/", "/entries/0", "/overview", "/counts", "/history?type=user&id=u-2", "/?q=a:b", "/?q=actor:nobody", "/nothing" })
        {
            var page = await browser.OpenAsync(new("about:blank"), width, scheme);
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.Add(message.Text);
            page.PageError += (_, error) => complaints.Add(error);
            await page.GotoAsync(new Uri(site.Address, path).ToString());
            if (await page.Locator("[data-entry]").CountAsync() > 0)
            {
                await Browser.CheckedAsync(page);
            }

            if (path is "/")
            {
                await page.Locator("aside .facet").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            }

            Assert.DoesNotContain(complaints, c => c.Contains("Content Security Policy", StringComparison.Ordinal) || c.Contains("Error:", StringComparison.Ordinal));
            var found = await page.RunAxe();
            Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical" or "moderate")
                .Select(v => $"{path}: {v.Id} {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        }
    }
}
