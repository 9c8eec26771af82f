using System.Net;
using Cairn.Contracts;
using Microsoft.Extensions.Logging;

namespace Cairn.AspNetCore.Tests;

/// <summary>The API in an application of somebody's own.</summary>
public sealed class ApiStartTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Mapped_without_authorization_the_application_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(app => app.MapCairnApi()));
        Assert.Contains("RequireAuthorization", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_with_everybody_let_in()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(app => app.MapCairnApi().AllowAnonymous()));
        Assert.Contains("RequireAuthorization", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(app => app.MapCairnAudit()));
    }

    [Fact]
    public async Task Without_its_services_the_words_say_what_is_missing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddApi()", Assert.Throws<InvalidOperationException>(() => app.MapCairnApi()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_own_roles_count_and_a_caller_without_one_reads_nothing()
    {
        await using var app = await StartAsync(
            app => app.MapCairnApi().RequireAuthorization(),
            api =>
            {
                api.Tenant = "default";
                api.Roles["admin"] = AuditRole.Viewer;
            });
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "role=admin"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, "role=member"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, "role=administrator")); // The host's, and nobody said what it is here.
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, "role=admin", "?tenant=club-7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, null));
    }

    [Fact]
    public async Task A_tenants_claim_counts_and_a_star_is_none()
    {
        await using var app = await StartAsync(app => app.MapCairnApi().RequireAuthorization());
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "cairn_role=viewer;cairn_tenant=club-7"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync(app, "cairn_role=viewer;cairn_tenant=*"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, "cairn_role=viewer;cairn_tenant=*", "?tenant=club-7"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync(app, "cairn_role=viewer;cairn_tenant=club-7;cairn_tenant=club-8"));
    }

    [Fact]
    public async Task A_request_that_a_browser_would_send_by_itself_records_nothing()
    {
        await using var app = await StartAsync(app => app.MapCairnApi().RequireAuthorization());
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/events") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("X-User", "u1");
        request.Headers.Add("X-Claims", "cairn_role=ingest;cairn_tenant=club-7");
        using var response = await client.SendAsync(request, WebHost.Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("antiforgery", await response.Content.ReadAsStringAsync(WebHost.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_tree_is_anybodys_and_nothing_else_is()
    {
        await using var app = await StartAsync(app => app.MapCairnApi().RequireAuthorization(), api => api.IsTreePublic = true);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        await app.Services.GetRequiredService<IAuditLog>().RecordAsync(StandardActions.LoginSucceeded, WebHost.Cancel);
        using var key = await client.GetAsync(new Uri("/api/v1/actions", UriKind.Relative), WebHost.Cancel);
        Assert.Equal(HttpStatusCode.OK, key.StatusCode);
        foreach (var path in (string[])["events", "events/0", "count", "export", "tile/entries/000.p/1"])
        {
            using var response = await client.GetAsync(new Uri($"/api/v1/{path}?tenant=default", UriKind.Relative), WebHost.Cancel);
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
            Assert.DoesNotContain("login.succeeded", await response.Content.ReadAsStringAsync(WebHost.Cancel), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpStatusCode> GetAsync(WebApplication app, string? claims, string query = "")
    {
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events{query}");
        if (claims is not null)
        {
            request.Headers.Add("X-User", "u1");
            request.Headers.Add("X-Claims", claims);
        }

        using var response = await client.SendAsync(request, WebHost.Cancel);
        return response.StatusCode;
    }

    private async Task<WebApplication> StartAsync(Action<WebApplication> map, Action<CairnApiOptions>? api = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        HeaderSignIn.Add(builder.Services);
        builder.Services.AddCairn(cairn => cairn.UseSqlite(folder.File("audit.db")).AddApi(api));
        var app = builder.Build();
        try
        {
            map(app);
            await app.StartAsync(WebHost.Cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
