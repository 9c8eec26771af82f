using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cairn.Access;
using Cairn.Contracts;
using Cairn.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.Server.Tests.Serving;

/// <summary>The server on a real Kestrel, with a log in a real SQLite file unless a test says otherwise.</summary>
internal sealed class ServerRig : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly WebApplication app;

    private ServerRig(TempFolder folder, WebApplication app, string firstKey)
    {
        (this.folder, this.app, FirstKey) = (folder, app, firstKey);
        Address = new(app.Urls.Single());
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(Address, "/api/v1/") };
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Uri Address { get; }

    /// <summary>The key that the first start printed: administrator and operator of every tenant.</summary>
    public string FirstKey { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public CairnLog Log => Services.GetRequiredService<CairnLog>();

    public ApiKeyFile Keys => Services.GetRequiredService<ApiKeyFile>();

    public static async Task<ServerRig> StartAsync(params (string Name, string? Value)[] settings)
    {
        var folder = new TempFolder();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.Path, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            ((string Name, string? Value)[])
            [
                ("Urls", "http://127.0.0.1:0"),
                ("Cairn:Server:Store", $"sqlite:{folder.File("audit.db")}"),
                ("Cairn:Server:Folder", folder.File("server")),
                ("Cairn:Server:RequestsPerSecond", "0"),
                .. settings,
            ] is var all ? all.ToDictionary(s => s.Name, s => s.Value) : []);
        builder.Logging.ClearProviders();
        var app = ServerHost.Build(builder);
        await app.StartAsync(Cancel);
        var printed = new StringWriter();
        ServeCommand.PrintFirstKey(app, printed);
        var first = printed.ToString().Split('\n').Select(l => l.Trim()).First(l => l.StartsWith("cairn_", StringComparison.Ordinal));
        return new(folder, app, first);
    }

    /// <summary>A key with these roles for these tenants.</summary>
    public string KeyOf(AuditRole[] roles, params string[] tenants) => Keys.Create(new()
    {
        Name = "of a test",
        Roles = roles,
        Tenants = tenants,
        AllTenants = tenants.Length == 0,
        By = "a test",
    }).Text;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key) => SendAsync(HttpMethod.Get, path, key);

    public async Task<JsonElement> GetJsonAsync(string path, string? key)
    {
        using var response = await GetAsync(path, key);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Records events in a tenant's log, as JSON.</summary>
    public async Task<JsonElement> RecordAsync(string tenant, object events, string? key = null)
    {
        using var response = await SendAsync(HttpMethod.Post, $"events?tenant={tenant}", key ?? FirstKey, JsonContent.Create(events));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).Clone();
    }

    /// <summary>Waits until the newest checkpoint covers the log as it is.</summary>
    public async Task SignedAsync(string tenant)
    {
        var log = await Log.Store.FindLogAsync(tenant, Cancel);
        while (true)
        {
            var size = (await Log.Store.ReadHeadAsync(log!, Cancel)).Size;
            if (await Log.Store.ReadCheckpointAsync(log!, Cancel) is { } note && note.Split('\n')[1] == $"{size}")
            {
                return;
            }

            await Task.Delay(10, Cancel); // The test's own time limit ends it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }
}
