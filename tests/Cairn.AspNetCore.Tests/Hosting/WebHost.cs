using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;

namespace Cairn.AspNetCore.Tests;

/// <summary>An application on a real Kestrel, with a log in memory.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebHost(WebApplication app, ListLogger logger)
    {
        (this.app, Logger) = (app, logger);
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = NewClient();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Uri Address { get; }

    public HttpClient Client { get; }

    public ListLogger Logger { get; }

    public IServiceProvider Services => app.Services;

    public FakeAuditLog Log => app.Services.GetRequiredService<FakeAuditLog>();

    /// <summary>Starts it: services, then the pipeline; <c>UseCairn</c> comes first.</summary>
    public static async Task<WebHost> StartAsync(
        Action<WebApplication> map,
        Action<HttpCaptureOptions>? http = null,
        Action<IServiceCollection>? services = null,
        Action<CairnBuilder>? cairn = null,
        bool use = true)
    {
        var logger = new ListLogger();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(
            k => k.ConfigureEndpointDefaults(e => e.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1));
        builder.Logging.ClearProviders().AddProvider(new ListLoggers(logger));
        builder.Services.AddFakeCairn();
        builder.Services.AddCairn(c =>
        {
            cairn?.Invoke(c);
            c.CaptureHttp(http);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (use)
        {
            app.UseCairn();
        }

        map(app);
        await app.StartAsync(Cancel);
        return new(app, logger);
    }

    /// <summary>One client is one connection, and keeps its cookies.</summary>
    public HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 1, CookieContainer = new() })
        {
            BaseAddress = Address
        };

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, Cancel);
    }

    /// <summary>The server's side of a request may end after the client has its answer.</summary>
    public async Task<AuditEvent> SoonAsync(string action)
    {
        await UntilAsync(() => Log.All(action).Any(e => e.Outcome.Result != AuditResult.Unfinished));
        return Log.Single(action);
    }

    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(5, Cancel); // The test's own time limit ends it.
        }
    }

    public async Task StopAsync() => await app.StopAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private sealed class ListLoggers(ListLogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
