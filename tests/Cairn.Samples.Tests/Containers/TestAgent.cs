using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Containers;

/// <summary>An agent of globex that answers when the test says so.</summary>
internal sealed class TestAgent : IDisposable
{
    private const string Probe = "probe";

    private readonly ClientWebSocket socket = new();
    private readonly byte[] buffer = new byte[4_096];

    /// <summary>Connects, and waits until the host sends its commands here.</summary>
    public static async Task<TestAgent> ConnectAsync(ContainersRig rig)
    {
        var agent = new TestAgent();
        await agent.OpenAsync(rig.AgentAddress("globex"), rig.Printed("AGENT_TOKEN"));
        var first = agent.NextAsync();
        await ProgramProcess.UntilAsync(
            async () =>
            {
                // An agent that is not known yet, or was before, gets nothing here.
                var asked = rig.ActAsync("GLOBEX_OPERATOR", "globex", Probe, "start");
                await Task.WhenAny(asked, first);
                if (!first.IsCompleted)
                {
                    return false;
                }

                await agent.AnswerAsync((await first).Operation);
                return (await asked).Status is HttpStatusCode.OK or HttpStatusCode.GatewayTimeout;
            },
            () => "a connected agent");
        return agent;
    }

    public Task OpenAsync(Uri address, string token)
    {
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        return socket.ConnectAsync(address, ProgramProcess.Cancel);
    }

    /// <summary>The next command.</summary>
    public async Task<(string Operation, string Action, string Container)> NextAsync()
    {
        var received = await socket.ReceiveAsync(buffer, ProgramProcess.Cancel);
        using var command = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
        var root = command.RootElement;
        return (root.GetProperty("operation").GetString()!, root.GetProperty("action").GetString()!, root.GetProperty("container").GetString()!);
    }

    public Task AnswerAsync(string operation, string? error = null, string? code = null) => socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(new { operation, error, code }), WebSocketMessageType.Text, endOfMessage: true, ProgramProcess.Cancel);

    /// <summary>Is gone, without a word.</summary>
    public void Vanish() => socket.Abort();

    public void Dispose() => socket.Dispose();
}
