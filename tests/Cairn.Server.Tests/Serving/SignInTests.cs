using System.Net;
using Cairn.Server.Tests.Support;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Serving;

/// <summary>The server's own pages: nobody sees them without a key.</summary>
[Trait("Needs", "servers")]
public sealed class SignInTests(Browser browser)
{
    [Fact]
    public async Task Whoever_has_no_key_is_led_to_sign_in_and_back()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.RecordAsync("default", new { action = "container.started", actor = new { type = "user", id = "u1", name = "Example User" } });
        await rig.SignedAsync("default");
        var page = await browser.OpenAsync(new(rig.Address, "/?q=action:container.started"));
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("API key").FillAsync("cairn_" + new string('x', 43));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        Assert.Contains("not known", await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "key" }).InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByLabel("API key").FillAsync(rig.FirstKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        Assert.Equal("Example User started something", await page.Locator(".entry .open").First.InnerTextAsync());
        Assert.EndsWith("/?q=action:container.started", WebUtility.UrlDecode(page.Url), StringComparison.Ordinal);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        var cookie = Assert.Single(await page.Context.CookiesAsync(), c => c.Name == "cairn_session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.DoesNotContain(rig.FirstKey, cookie.Value, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync(rig.Address.ToString());
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_revoked_ends_its_sessions()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = rig.Keys.Create(new() { Name = "of a test", Roles = [AuditRole.Viewer], Tenants = ["default"], By = "a test" });
        var page = await browser.OpenAsync(new(rig.Address, "/sign-in"));
        await page.GetByLabel("API key").FillAsync(key.Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        Assert.True(await page.Locator("#q").IsVisibleAsync());
        Assert.Equal(0, await page.GetByText("Export", new() { Exact = true }).CountAsync()); // A viewer may not.
        rig.Keys.Revoke(key.Key.Id);
        await page.ReloadAsync();
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//elsewhere.example.com/")]
    [InlineData("/\\elsewhere.example.com/")]
    [InlineData("https://elsewhere.example.com/")]
    public async Task Signing_in_leads_nowhere_else(string back)
    {
        await using var rig = await ServerRig.StartAsync();
        var page = await browser.OpenAsync(new(rig.Address, $"/sign-in?return={WebUtility.UrlEncode(back)}"));
        await page.GetByLabel("API key").FillAsync(rig.FirstKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        Assert.Equal(rig.Address.ToString(), page.Url);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        await using var rig = await ServerRig.StartAsync();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("key", rig.FirstKey)]);
        using var answer = await rig.Client.PostAsync(new Uri(rig.Address, "/sign-in"), form, ServerRig.Cancel);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("cairn_session", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_tenants_page_is_refused_in_words()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = rig.KeyOf([AuditRole.Auditor], "t1");
        using var own = await rig.SendAsync(HttpMethod.Get, new Uri(rig.Address, "/").ToString(), key);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using var other = await rig.SendAsync(HttpMethod.Get, new Uri(rig.Address, "/?tenant=t2").ToString(), key);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains("not yours", await other.Content.ReadAsStringAsync(ServerRig.Cancel), StringComparison.Ordinal);
    }
}
