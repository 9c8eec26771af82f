using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.Bench;

/// <summary>The same small application, with Cairn or without.</summary>
internal sealed class HttpBenchApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpBenchApp(WebApplication app)
    {
        this.app = app;
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    /// <param name="database">The log's file; <see langword="null"/>: no Cairn.</param>
    public static async Task<HttpBenchApp> StartAsync(string? database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (database is not null)
        {
            builder.Services.AddCairn(cairn => cairn.UseSqlite(database).CaptureHttp());
        }

        var app = builder.Build();
        var remove = app.MapDelete("/members/{id}", (string id) => Results.Ok(id));
        app.MapGet("/refused/{id}", (string id) => Results.StatusCode(StatusCodes.Status403Forbidden));
        if (database is not null)
        {
            app.UseCairn();
            remove.Audit(StandardActions.RecordDeleted, "member:{id}");
        }

        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
