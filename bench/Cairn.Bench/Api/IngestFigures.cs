using System.Diagnostics;
using System.Text.Json;
using Cairn.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cairn.Bench;

/// <summary>
/// Recording over HTTP, client and server in one process: batches of 100 at 16 connections against the same batches recorded in the process;
/// single events into the spool against an empty endpoint that reads the same JSON.
/// </summary>
internal static class IngestFigures
{
    private const int Connections = 16;
    private const int Batch = 100;

    public static async Task RunAsync(Report report, Workspace workspace, int events, int singles)
    {
        await using var server = await BenchServer.StartAsync(
            workspace.File("ingest"), map: app => app.MapPost("/empty", ReadAsync).AllowAnonymous());
        await using var direct = await CairnSqlite.OpenAsync(workspace.File("direct.db"));
        await BatchesAsync(report, server, direct, events);
        await SinglesAsync(report, server, singles);
    }

    private static async Task BatchesAsync(Report report, BenchServer server, CairnLog direct, int events)
    {
        var samples = new Samples(seed: 21);
        var (overHttp, inProcess) = (new Stopwatch(), new Stopwatch());
        for (var turn = 0; turn <= 3; turn++)
        {
            if (turn == 1)
            {
                overHttp.Reset(); // The first turn warmed both up.
                inProcess.Reset();
            }

            var batches = Enumerable.Range(0, events / 3 / Batch)
                .Select(b => Enumerable.Range(b * Batch, Batch).Select(samples.Next).ToList()).ToList();
            var bodies = batches.ConvertAll(
                b => (byte[])[(byte)'[', .. b.SelectMany((e, i) => i == 0 ? EventJson.Write(e) : [(byte)',', .. EventJson.Write(e)]),
                (byte)']']);
            overHttp.Start();
            await EachAsync(bodies, body => PostAsync(server, "events?tenant=default", body));
            overHttp.Stop();
            inProcess.Start();
            await EachAsync(batches, batch => direct.RecordAllAsync(batch));
            inProcess.Stop();
        }

        var count = events / 3 / Batch * Batch * 3;
        report.Add(new Figure(ApiSuite.Name, "events recorded over HTTP, batches of 100 at 16 connections, vs in the process",
            count / overHttp.Elapsed.TotalSeconds, "events/s")
        {
            Baseline = count / inProcess.Elapsed.TotalSeconds,
        }.AtLeastRatio(0.50));
    }

    private static async Task SinglesAsync(Report report, BenchServer server, int singles)
    {
        var samples = new Samples(seed: 22);
        var (spooled, empty) = (new Stopwatch(), new Stopwatch());
        for (var turn = 0; turn <= 3; turn++)
        {
            if (turn == 1)
            {
                spooled.Reset();
                empty.Reset();
            }

            var bodies = Enumerable.Range(0, singles / 3).Select(i => EventJson.Write(samples.Next(i))).ToList();
            empty.Start();
            await EachAsync(bodies, body => PostAsync(server, "/empty", body));
            empty.Stop();
            spooled.Start();
            await EachAsync(bodies, body => PostAsync(server, "events?tenant=default", body, spool: true));
            spooled.Stop();
        }

        var count = singles / 3 * 3;
        report.Add(new Figure(ApiSuite.Name, "single events into the spool over HTTP, vs an empty endpoint that reads the same JSON",
            count / spooled.Elapsed.TotalSeconds, "events/s")
        {
            Baseline = count / empty.Elapsed.TotalSeconds,
        }.AtLeastRatio(0.50));
    }

    private static async Task EachAsync<T>(List<T> items, Func<T, Task> work)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < items.Count; i = Interlocked.Increment(ref next))
            {
                await work(items[i]).ConfigureAwait(false);
            }
        })));
    }

    private static async Task PostAsync(BenchServer server, string path, byte[] body, bool spool = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (spool)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        using var response = await server.Client.SendAsync(request).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<IResult> ReadAsync(HttpRequest request)
    {
        using var document = await JsonDocument.ParseAsync(request.Body).ConfigureAwait(false);
        return document.RootElement.TryGetProperty("action", out _) ? Results.Accepted() : Results.BadRequest();
    }
}
