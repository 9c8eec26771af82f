using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Stores;

namespace Cairn.AspNetCore.Tests;

/// <summary>Whatever the store does, no request fails and none waits.</summary>
[Trait("Requirement", "WORKSPACE-3")]
public sealed class StoreFaultTests : IDisposable
{
    private const int Requests = 300;
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData("away", Requests)]
    [InlineData("slow", Requests)]
    [InlineData("refusing", 0)]
    public async Task No_request_feels_it(string fault, int arriving)
    {
        var store = new MemoryStore();
        using var well = new ManualResetEventSlim();
        await using var app = await StartAsync(store);
        store.OnAppend = step => Misbehave(fault, step, well);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        await Parallel.ForAsync(0, Requests, WebHost.Cancel, async (n, cancel) =>
            // The store has taken nothing meanwhile.
            Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/orders/{n}", cancel)).StatusCode));
        well.Set();
        while (await OrdersAsync(store) < arriving)
        {
            await Task.Delay(20, WebHost.Cancel); // The drain tries again by itself.
        }

        await app.StopAsync(WebHost.Cancel);
        Assert.Equal(arriving, await OrdersAsync(store));
    }

    public void Dispose() => folder.Dispose();

    private static void Misbehave(string fault, AppendStep step, ManualResetEventSlim well)
    {
        if (step != AppendStep.BeforeCommit)
        {
            return;
        }

        switch (fault)
        {
            case "refusing":
                throw new EntryRefusedException("The store takes it never.");
            case "slow":
                well.Wait(WebHost.Cancel);
                break;
            case var _ when !well.IsSet:
                throw new IOException("The store is away.");
        }
    }

    private static async Task<int> OrdersAsync(MemoryStore store)
    {
        var logs = await store.ListLogsAsync(WebHost.Cancel);
        var count = 0;
        foreach (var log in logs)
        {
            count += (await store.ReadEntriesAsync(log, 0, 10 * Requests, WebHost.Cancel)).Select(e => LeafReader.Parse(e.Leaf.Span))
                .Count(l => l is { Action: "record.deleted", Result: AuditResult.Success });
        }

        return count;
    }

    private async Task<WebApplication> StartAsync(MemoryStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCairn(c =>
        {
            c.Open = (_, options) => CairnLog.OpenAsync(store, new(folder.File("key"), folder.File("spool")), options, new ListLogger());
            c.CaptureHttp();
        });
        var app = builder.Build();
        app.UseCairn();
        app.MapDelete("/orders/{id}", () => "").Audit(StandardActions.RecordDeleted, "order:{id}");
        await app.StartAsync(WebHost.Cancel);
        return app;
    }
}
