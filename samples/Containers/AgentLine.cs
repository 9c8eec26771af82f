using System.Net.WebSockets;
using System.Text.Json;

namespace Cairn.Samples.Containers;

/// <summary>One end of the line between host and agent: JSON messages over a WebSocket, one at a time in each direction.</summary>
internal sealed class AgentLine(WebSocket socket) : IDisposable
{
    private const int LongestMessage = 4_096;

    private readonly SemaphoreSlim sending = new(1);
    private readonly byte[] buffer = new byte[LongestMessage]; // Touched only by the one who receives.

    /// <exception cref="WebSocketException">The other end is gone.</exception>
    public async Task SendAsync<T>(T message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web);
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next message; <see langword="null"/>: the other end is gone, or sent what is none.</summary>
    public async Task<T?> ReceiveAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var length = 0;
            while (length < LongestMessage)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                if (part.EndOfMessage)
                {
                    return JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), JsonSerializerOptions.Web);
                }
            }

            return null;
        }
        catch (Exception e) when (e is WebSocketException or JsonException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        sending.Dispose();
    }
}
