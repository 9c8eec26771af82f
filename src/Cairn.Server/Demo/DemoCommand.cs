using System.Net;

namespace Cairn.Server.Demo;

/// <summary>Runs the demo from its arguments to its exit code.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            return Usage.Help();
        }

        if (DemoArguments.Parse(args, out var error) is not { } arguments)
        {
            return Usage.Refuse(error);
        }

        try
        {
            await RunAsync(arguments);
            return Usage.Done;
        }
        catch (Exception e) when (e is DemoException or CairnStoreException or CairnSigningException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage.CouldNot;
        }
    }

    private static async Task RunAsync(DemoArguments arguments)
    {
        var folder = DemoFolder.Open(arguments.Folder);
        var socket = LoopbackPort.Take(arguments.Port);
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port; // It is bound.
        await using var app = DemoServer.Build(socket, cairn => cairn.UseSqlite(folder.Log));
        await app.StartAsync();
        try
        {
            await new DemoStory(
                app.Services.GetRequiredService<CairnLog>(), folder, port, Console.Out).TellAsync(app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C or SIGTERM: that is how a demo ends.
        }

        await app.StopAsync();
    }
}
