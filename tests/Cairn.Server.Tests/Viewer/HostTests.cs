using System.Net;
using Cairn.Contracts;
using Cairn.Server.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Cairn.Server.Tests.Viewer;

/// <summary>The viewer in somebody's application.</summary>
[Trait("Needs", "servers")]
public sealed class HostTests(Browser browser)
{
    [Fact]
    public async Task Under_a_sub_path_behind_a_proxy_beside_an_applications_fallback()
    {
        await using var host = await HostAsync(app =>
        {
            app.UsePathBase("/club");
            app.UseRouting();
            app.UseAuthorization();
            app.MapGroup("/{place}").MapCairnViewer("/audit", viewer =>
            {
                viewer.Title = "Example Club";
                viewer.Link = (type, id) => type == "user" ? $"/club/members/{id}" : "javascript:alert(1)";
                viewer.Menu["Members"] = "/members";
            }).RequireAuthorization();
            app.MapFallback(() => "the application's own page");
        });
        var page = await browser.OpenAsync(new(host.Address, "/club/north/audit"));
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        Assert.Equal("/club/members", await page.GetByRole(AriaRole.Link, new() { Name = "Members" }).GetAttributeAsync("href"));
        await page.Locator("aside .facet a").First.WaitForAsync();
        await page.Locator(".entry .open").First.ClickAsync();
        Assert.StartsWith(new Uri(host.Address, "/club/north/audit/entries/").ToString(), page.Url, StringComparison.Ordinal);
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        Assert.Equal(["/club/members/u-1"], await page.GetByRole(AriaRole.Link, new() { Name = "Open" }).EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))"));
        await page.GotoAsync(new Uri(host.Address, "/club/else").ToString());
        Assert.Contains("the application's own page", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_word_who_may_see_it_the_application_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => HostAsync(app => app.MapCairnViewer("/audit")));
        Assert.Contains("RequireAuthorization", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_role_sees_nothing()
    {
        await using var host = await HostAsync(
            app =>
            {
                app.UseRouting();
                app.UseAuthorization();
                app.MapCairnViewer("/audit").RequireAuthorization();
            },
            access: null);
        using var client = new HttpClient();
        foreach (var path in new[] { "/audit", "/audit/entries/0", "/audit/overview", "/audit/counts", "/audit/checkpoint", "/audit/tail", "/audit/export" })
        {
            using var answer = await client.GetAsync(new Uri(host.Address, path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain(
                "Example Owner", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_may_see_only_their_own_and_no_addresses_sees_only_that()
    {
        await using var host = await HostAsync(
            app =>
            {
                app.UseRouting();
                app.UseAuthorization();
                app.MapCairnViewer("/audit").RequireAuthorization();
            },
            new AuditAccess { Actor = AuditActor.User("u-1"), Roles = [AuditRole.Viewer], Tenants = ["default"], Within = "action:session.ended" });
        var page = await browser.OpenAsync(new(host.Address, "/audit"));
        Assert.Equal("proved", await Browser.CheckedAsync(page));
        Assert.Equal(["Example Owner signed out"], await page.Locator(".entry .open").AllInnerTextsAsync());
        Assert.DoesNotContain("owner@example.com", await page.ContentAsync(), StringComparison.Ordinal);
        await page.Locator(".entry .open").First.ClickAsync();
        Assert.Contains("Withheld.", await page.Locator(".gone").InnerTextAsync(), StringComparison.Ordinal);
        using var client = new HttpClient();
        using var other = await client.GetAsync(new Uri(host.Address, "/audit/entries/0"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private static Task<Host> HostAsync(Action<WebApplication> map) => HostAsync(map, new AuditAccess
    {
        Actor = AuditActor.User("u-1"),
        Roles = [AuditRole.Auditor],
        Tenants = ["default"],
    });

    private static async Task<Host> HostAsync(Action<WebApplication> map, AuditAccess? access)
    {
        var folder = new TempFolder();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path, EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Services.AddCairn(cairn => cairn.UseSqlite(folder.File("audit.db")).AddApi(api => api.Access = _ => access));
        builder.Services.AddAuthorization(o => o.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build());
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            folder.Dispose();
            throw;
        }

        var log = app.Services.GetRequiredService<CairnLog>();
        var owner = AuditActor.User("u-1", "Example Owner") with { Email = "owner@example.com" };
        await log.RecordAsync(StandardActions.LoginSucceeded.By(owner), TestContext.Current.CancellationToken);
        await log.RecordAsync(StandardActions.LoggedOut.By(owner), TestContext.Current.CancellationToken);
        foreach (var identity in await log.Store.ListLogsAsync(TestContext.Current.CancellationToken))
        {
            await log.Signer.SignAsync(identity, TestContext.Current.CancellationToken);
        }

        return new(folder, app);
    }

    private sealed class Host(TempFolder folder, WebApplication app) : IAsyncDisposable
    {
        public Uri Address { get; } = new(app.Urls.First());

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
            folder.Dispose();
        }
    }
}
