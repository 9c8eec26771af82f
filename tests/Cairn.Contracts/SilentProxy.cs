using System.Net;
using System.Net.Sockets;

namespace Cairn.Contracts;

/// <summary>
/// Stands before a server on loopback, and can fall silent: it then takes whatever is sent, passes nothing on and answers nothing, as a
/// server does whose machine or network hangs. Connections stay open.
/// </summary>
public sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly IPEndPoint server;
    private readonly Task accepting;
    private volatile TaskCompletionSource speaking = Spoken();
    private int accepted;

    /// <param name="port">Where the server listens.</param>
    public SilentProxy(int port)
    {
        server = new(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections came.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>From now on nothing passes.</summary>
    public void FallSilent() => speaking = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waited passes, and what comes.</summary>
    public void SpeakAgain() => speaking.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        speaking.TrySetResult();
        await accepting;
        ending.Dispose();
    }

    private static TaskCompletionSource Spoken()
    {
        var spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        spoken.SetResult();
        return spoken;
    }

    private async Task AcceptAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ending.Token);
                Interlocked.Increment(ref accepted);
                all.Add(RelayAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }

        await Task.WhenAll(all);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var there = new TcpClient())
        {
            try
            {
                await there.ConnectAsync(server, ending.Token);
                await Task.WhenAny(
                    PassAsync(client.GetStream(), there.GetStream()), PassAsync(there.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, ending.Token)) > 0;)
            {
                await speaking.Task.WaitAsync(ending.Token);
                await to.WriteAsync(buffer.AsMemory(0, read), ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}
