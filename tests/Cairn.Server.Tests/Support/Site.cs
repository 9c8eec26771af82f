using System.Net;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Server.Demo;
using Cairn.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.Server.Tests.Support;

/// <summary>The pages on a real server at a free port of this machine, over a log in memory.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly WebApplication app;

    private Site()
    {
        var socket = LoopbackPort.Take(0);
        Address = new($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/"); // It is bound.
        app = DemoServer.Build(
            socket, cairn => cairn.Open = (_, options) => CairnLog.OpenAsync(Store, LogFiles.Beside(folder.File("audit")), options, null));
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public MemoryStore Store { get; } = new();

    public CairnLog Log => app.Services.GetRequiredService<CairnLog>();

    /// <summary>Starts without events, with a route of the test's own.</summary>
    public static async Task<Site> WithRouteAsync(string path, Delegate answer)
    {
        var site = new Site();
        site.app.MapGet(path, answer);
        await site.app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>Starts with these events recorded, in their order, and signed.</summary>
    public static async Task<Site> WithAsync(params IEnumerable<AuditEvent> events)
    {
        var site = new Site();
        await site.app.StartAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(events.Select(e => site.Log.RecordAsync(e)).ToList());
        await site.SignAsync();
        return site;
    }

    /// <summary>As many small events as asked for.</summary>
    public static Task<Site> WithAsync(int count) =>
        WithAsync(Enumerable.Range(0, count)
            .Select(i => StandardActions.ContainerStarted.By(AuditActor.User("u-1", "Example Owner")).On("container", $"c-{i}")));

    /// <summary>Signs everything that is recorded.</summary>
    public async Task SignAsync()
    {
        foreach (var log in await Store.ListLogsAsync(TestContext.Current.CancellationToken))
        {
            await Log.Signer.SignAsync(log, TestContext.Current.CancellationToken);
        }
    }

    public async Task<string> TextAsync(string path) =>
        await Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async Task<HttpResponseMessage> GetAsync(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Host = host;
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Dispose();
    }
}
