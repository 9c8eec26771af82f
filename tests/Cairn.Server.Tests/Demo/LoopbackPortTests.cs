using System.Net;
using System.Net.Sockets;
using Cairn.Server.Demo;

namespace Cairn.Server.Tests.Demo;

public sealed class LoopbackPortTests
{
    [Fact]
    public void A_taken_default_moves_on_to_the_next_free_port()
    {
        using var first = LoopbackPort.Take(null);
        using var second = LoopbackPort.Take(null);
        Assert.True(Port(first) >= LoopbackPort.Default);
        Assert.True(Port(second) > Port(first));
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)second.LocalEndPoint!).Address);
    }

    [Fact]
    public void A_taken_port_that_was_asked_for_is_refused_in_words()
    {
        using var taken = LoopbackPort.Take(0);
        var refusal = Assert.Throws<DemoException>(() => LoopbackPort.Take(Port(taken)));
        Assert.Contains($"Port {Port(taken)} is taken", refusal.Message, StringComparison.Ordinal);
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port; // It is bound.
}
