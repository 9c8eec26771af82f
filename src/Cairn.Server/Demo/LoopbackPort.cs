using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cairn.Server.Demo;

/// <summary>
/// A port of this machine that is ours from the moment it is found: it listens already, so nobody takes it before the server starts.
/// </summary>
internal static class LoopbackPort
{
    public const int Default = 5280;

    // How many ports beyond the default are tried.
    private const int Tried = 100;

    /// <exception cref="DemoException">The port asked for is taken, or none is free.</exception>
    public static Socket Take(int? asked)
    {
        if (asked is { } port)
        {
            return TryTake(port) ?? throw new DemoException(string.Create(
                CultureInfo.InvariantCulture,
                $"Port {port} is taken or not allowed: name another with --port, or leave --port out to get the next free one."));
        }

        for (port = Default; port < Default + Tried; port++)
        {
            if (TryTake(port) is { } socket)
            {
                return socket;
            }
        }

        throw new DemoException($"No port from {Default} to {Default + Tried - 1} is free: name one with --port.");
    }

    private static Socket? TryTake(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
