using System.Globalization;
using Cairn.Contracts;
using Cairn.Postgres.Tests;

namespace Cairn.Cli.Tests.Postgres;

/// <summary>Ctrl-C ends a command whose server answers nothing.</summary>
[Trait("Needs", "servers")]
public sealed class SilentServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    public async Task A_command_that_waits_for_a_silent_server_ends_when_it_is_interrupted(string command)
    {
        await using var bench = await PostgresBench.MigratedAsync();
        var address = new Uri(bench.Store);
        await using var proxy = new SilentProxy(address.Port);
        proxy.FallSilent();
        using var process = CairnProcess.Start(
            Path.GetTempPath(), command, "--store", new UriBuilder(address) { Port = proxy.Port }.Uri.OriginalString);
        while (proxy.Accepted == 0)
        {
            await Task.Delay(10, Cancel); // The test's own time limit ends it.
        }

        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(TimeSpan.FromSeconds(45)); // Its limit is ten seconds; a minute was what it took once.
        await process.WaitForExitAsync(bound.Token);
        Assert.Equal(130, process.ExitCode);
    }
}
