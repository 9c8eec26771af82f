using Cairn.Sqlite;

namespace Cairn.AspNetCore.Tests;

/// <summary>No request begins a log by itself.</summary>
public sealed class TenantLogTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task A_confirmed_tenant_without_a_log_goes_to_the_default_one_marked()
    {
        await RunAsync(mayBeginLogs: false, seed: false);
        Assert.Equal(["default"], await LogsAsync());
    }

    [Fact]
    public async Task The_hosts_options_may_let_a_request_begin_a_log()
    {
        await RunAsync(mayBeginLogs: true, seed: false);
        Assert.Equal(["north"], await LogsAsync());
    }

    [Fact]
    public async Task A_tenant_with_a_log_has_its_events_in_it_from_the_first_request_on()
    {
        await RunAsync(mayBeginLogs: false, seed: true);
        Assert.Equal(["north"], await LogsAsync());
    }

    public void Dispose() => folder.Dispose();

    private async Task RunAsync(bool mayBeginLogs, bool seed)
    {
        var path = folder.File("audit.db");
        if (seed)
        {
            await using var log = await CairnSqlite.OpenAsync(path);
            await log.ForTenant("north").RecordAsync(new() { Action = "club.founded" }, WebHost.Cancel);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCairn(c => c.UseSqlite(path).CaptureHttp(http => http.Tenant.From(_ => "north").MayBeginLogs = mayBeginLogs));
        await using var app = builder.Build();
        app.UseCairn();
        app.MapGet("/", (IAuditLog audit) => audit.Record(new() { Action = "door.opened" }));
        await app.StartAsync(WebHost.Cancel);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        await client.GetAsync("/", WebHost.Cancel);
        await app.StopAsync(WebHost.Cancel);
    }

    private async Task<List<string>> LogsAsync()
    {
        await using var store = SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadOnly);
        return [.. (await store.ListLogsAsync(WebHost.Cancel)).Select(l => l.Tenant)];
    }
}
