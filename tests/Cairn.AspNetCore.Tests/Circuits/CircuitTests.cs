using System.Security.Claims;
using Cairn.AspNetCore.Requests;
using Cairn.AspNetCore.Circuits;
using Microsoft.AspNetCore.Components.Authorization;

namespace Cairn.AspNetCore.Tests;

/// <summary>Blazor circuits, and other work that is no request.</summary>
public sealed class CircuitTests
{
    [Fact]
    public async Task A_hundred_circuits_at_once_show_no_foreign_actor()
    {
        await using var host = await WebHost.StartAsync(_ => { }, http => http.Tenant.FromClaim("tenant"));
        var (flow, reader) = (host.Services.GetRequiredService<RequestFlow>(), host.Services.GetRequiredService<RequestReader>());
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => ActAsync($"u{n}"), WebHost.Cancel)));
        Assert.Equal(1_000, host.Log.Recorded.Count);
        Assert.All(host.Log.Recorded, r => Assert.Equal((r.Event.Targets[0].Id, r.Event.Targets[0].Id), (r.Event.Actor.Id, r.Tenant)));

        async Task ActAsync(string user)
        {
            var identity = new ClaimsIdentity([new("sub", user), new("tenant", user)], "Test");
            flow.Current = new CircuitSurroundings($"c-{user}", reader, Task.FromResult(new AuthenticationState(new(identity))));
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                host.Log.Record(new AuditEvent { Action = "button.pressed" }.On("user", user));
            }
        }
    }

    [Fact]
    public async Task A_circuit_that_does_not_know_its_user_yet_names_nobody_and_does_not_wait()
    {
        await using var host = await WebHost.StartAsync(_ => { });
        host.Services.GetRequiredService<RequestFlow>().Current = new CircuitSurroundings(
            "c", host.Services.GetRequiredService<RequestReader>(), new TaskCompletionSource<AuthenticationState>().Task);
        host.Log.Record(new() { Action = "button.pressed" });
        var e = host.Log.Single("button.pressed");
        Assert.Equal((AuditActor.Anonymous, "c"), (e.Actor, e.Context.SessionId));
    }
}
