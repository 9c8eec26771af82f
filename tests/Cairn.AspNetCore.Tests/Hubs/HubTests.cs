using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Cairn.AspNetCore.Tests;

/// <summary>SignalR hubs: each call carries its caller, and a method is audited by an attribute.</summary>
public sealed class HubTests
{
    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task A_call_carries_its_caller(HttpTransportType transport)
    {
        await using var host = await StartAsync<ClubHub>();
        await using var ada = await ConnectAsync(host, "ada", transport);
        await ada.InvokeAsync("Remove", "7", cancellationToken: WebHost.Cancel);
        var (e, inside) = (await host.SoonAsync("record.deleted"), await host.SoonAsync("door.opened"));
        Assert.Equal(("ada", "127.0.0.1", "ClubHub.Remove"), (e.Actor.Id, e.Context.Ip, ContextTests.Member(e, "http.route")));
        Assert.Equal([new("member", "7")], e.Targets);
        Assert.Equal(("ada", e.Context.OperationId), (inside.Actor.Id, inside.Context.OperationId));
        Assert.Equal([new AuditChange("/state", "in", "out")], e.Changes);
    }

    [Fact]
    public async Task A_method_that_throws_is_a_failure()
    {
        await using var host = await StartAsync<ClubHub>();
        await using var ada = await ConnectAsync(host, "ada", HttpTransportType.WebSockets);
        await Assert.ThrowsAsync<HubException>(() => ada.InvokeAsync("Fail", WebHost.Cancel));
        var e = await host.SoonAsync("record.updated");
        Assert.Equal((AuditResult.Failure, "InvalidOperationException", "no"), (e.Outcome.Result, e.Outcome.Code, e.Outcome.Error));
    }

    [Fact]
    public async Task A_hundred_callers_at_once_show_no_foreign_actor()
    {
        await using var host = await StartAsync<ClubHub>();
        var callers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => ConnectAsync(host, $"u{n}", HttpTransportType.WebSockets)));
        await Task.WhenAll(callers.SelectMany(
            (c, n) => Enumerable.Range(0, 5).Select(_ => c.InvokeAsync("Remove", $"u{n}", cancellationToken: WebHost.Cancel))));
        await Task.WhenAll(callers.Select(c => c.DisposeAsync().AsTask()));
        var all = host.Log.All("record.deleted");
        Assert.Equal(500, all.Count);
        Assert.All(all, e => Assert.Equal(e.Targets[0].Id, e.Actor.Id));
    }

    [Fact]
    public async Task A_place_that_is_no_argument_stops_the_start() =>
        Assert.Contains(
            "WrongHub.Remove: the method has no argument 'memberId'",
            (await Assert.ThrowsAsync<InvalidOperationException>(StartAsync<WrongHub>)).Message,
            StringComparison.Ordinal);

    private static Task<WebHost> StartAsync<THub>()
        where THub : Hub => WebHost.StartAsync(
            app => app.MapHub<THub>("/hub"),
            services: s =>
            {
                HeaderSignIn.Add(s);
                s.AddSignalR();
            });

    private static async Task<HubConnection> ConnectAsync(WebHost host, string user, HttpTransportType transport)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(host.Address, "/hub"), transport, o => o.Headers["X-User"] = user).Build();
        await connection.StartAsync(WebHost.Cancel);
        return connection;
    }

    internal sealed class ClubHub(IAuditLog audit, IAuditScope scope) : Hub
    {
        [Audit("record.deleted", Target = "member:{id}")]
        public async Task Remove(string id)
        {
            await Task.Yield();
            scope.Change("state", "in", "out");
            audit.Record(new() { Action = "door.opened" });
        }

        [Audit("record.updated")]
        public void Fail() => throw new InvalidOperationException("no");
    }

    internal sealed class WrongHub : Hub
    {
        [Audit("record.deleted", Target = "member:{memberId}")]
        public void Remove(string id) => _ = id;
    }
}
