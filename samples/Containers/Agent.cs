using System.Net.WebSockets;

namespace Cairn.Samples.Containers;

/// <summary>An agent without any containers: what it answers depends on the container's name.</summary>
internal static class Agent
{
    /// <summary>Connects, and again after a second whenever the connection is lost.</summary>
    public static async Task RunAsync(Uri host, string token)
    {
        while (true)
        {
            try
            {
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
                await socket.ConnectAsync(host, CancellationToken.None);
                Console.WriteLine($"agent connected to {host}");
                await WorkAsync(socket);
            }
            catch (WebSocketException e)
            {
                await Console.Error.WriteLineAsync($"agent: {e.Message}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task WorkAsync(ClientWebSocket socket)
    {
        using var line = new AgentLine(socket);
        while (await line.ReceiveAsync<AgentCommand>(CancellationToken.None) is { } command)
        {
            switch (command.Container)
            {
                case "lost":
                    break; // It never answers.
                case "crash":
                    socket.Abort(); // It is gone in the middle of its work.
                    break;
                case "slow":
                    _ = AnswerLaterAsync(line, command); // When whoever asked has long stopped waiting.
                    break;
                case "broken":
                    await line.SendAsync(new AgentAnswer(command.Operation, "The container was killed: out of memory.", "exit_137"),
                        CancellationToken.None);
                    break;
                default:
                    await line.SendAsync(new AgentAnswer(command.Operation), CancellationToken.None);
                    break;
            }
        }
    }

    private static async Task AnswerLaterAsync(AgentLine line, AgentCommand command)
    {
        await Task.Delay(TimeSpan.FromSeconds(20));
        await line.SendAsync(new AgentAnswer(command.Operation), CancellationToken.None);
    }
}
