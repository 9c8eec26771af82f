using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.Bench;

/// <summary>The same small application, with Cairn, without, or with an audit table that somebody wrote by hand.</summary>
internal sealed class HttpBenchApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HandWrittenAudit? byHand;

    private HttpBenchApp(WebApplication app, HandWrittenAudit? byHand)
    {
        (this.app, this.byHand) = (app, byHand);
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    /// <param name="database">The log's file; <see langword="null"/>: no Cairn.</param>
    /// <param name="byHand">Audits in the place of Cairn; <see langword="null"/>: nothing does.</param>
    public static async Task<HttpBenchApp> StartAsync(string? database, HandWrittenAudit? byHand = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (database is not null)
        {
            builder.Services.AddCairn(cairn => cairn.UseSqlite(database).CaptureHttp());
        }

        var app = builder.Build();
        var remove = byHand is null
            ? app.MapDelete("/members/{id}", (string id) => Results.Ok(id))
            : app.MapDelete("/members/{id}", (string id, HttpContext context) =>
            {
                byHand.Add(id, context);
                return Results.Ok(id);
            });
        app.MapGet("/refused/{id}", (string id) => Results.StatusCode(StatusCodes.Status403Forbidden));
        if (database is not null)
        {
            app.UseCairn();
            remove.Audit(StandardActions.RecordDeleted, "member:{id}");
        }

        await app.StartAsync();
        return new(app, byHand);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        if (byHand is not null)
        {
            await byHand.DisposeAsync();
        }
    }
}

/// <summary>
/// The least that an audit table costs: one row of JSON and five indexes for each request, written behind a queue in memory, as many in one
/// commit as wait. It keeps nothing when the process dies, proves nothing, masks nothing.
/// </summary>
internal sealed class HandWrittenAudit : IAsyncDisposable
{
    private readonly Channel<PlainRow> queue = Channel.CreateUnbounded<PlainRow>(new() { SingleReader = true });
    private readonly SqliteInserts table;
    private readonly Task writing;

    public HandWrittenAudit(string file)
    {
        table = new(file);
        writing = Task.Run(WriteAsync);
    }

    public void Add(string id, HttpContext context) => queue.Writer.TryWrite(PlainRow.Of(
        StandardActions.RecordDeleted.On(
            "member", id) with { Context = new() { RequestId = context.TraceIdentifier,
            IpAddress = context.Connection.RemoteIpAddress } }));

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await writing;
        await table.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        var batch = new List<PlainRow>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < 1_000 && queue.Reader.TryRead(out var row))
            {
                batch.Add(row);
            }

            table.InsertAll(batch);
            batch.Clear();
        }
    }
}
