using System.Net.Http.Headers;
using Cairn.Access;
using Cairn.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.Bench;

/// <summary>The server as it is delivered, on loopback, without a limit of requests.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private BenchServer(WebApplication app, string key)
    {
        (this.app, Key) = (app, key);
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false }) { BaseAddress = new(
            $"{app.Urls.Single()}/api/v1/") };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Client { get; }

    public Uri Address => new(app.Urls.Single());

    public string Key { get; }

    public ApiKeyFile Keys => app.Services.GetRequiredService<ApiKeyFile>();

    public CairnLog Log => app.Services.GetRequiredService<CairnLog>();

    /// <param name="folder">Where its files are.</param>
    /// <param name="store">Its store; by default a SQLite file in the folder.</param>
    /// <param name="map">Endpoints besides its own.</param>
    public static async Task<BenchServer> StartAsync(string folder, string? store = null, Action<WebApplication>? map = null)
    {
        Directory.CreateDirectory(folder);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Cairn:Server:Store"] = store ?? $"sqlite:{Path.Combine(folder, "audit.db")}",
            ["Cairn:Server:Folder"] = Path.Combine(folder, "server"),
            ["Cairn:Server:RequestsPerSecond"] = "0",
            ["Cairn:SpoolFolder"] = Path.Combine(folder, "spool"),
            ["Cairn:KeyFile"] = Path.Combine(folder, "audit.key"),
        });
        builder.Logging.ClearProviders();
        var app = ServerHost.Build(builder);
        map?.Invoke(app);
        await app.StartAsync();
        var key = app.Services.GetRequiredService<ApiKeyFile>().Create(new()
        {
            Name = "bench",
            Roles = [AuditRole.Administrator, AuditRole.Operator],
            AllTenants = true,
            By = "bench",
        });
        return new(app, key.Text);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
