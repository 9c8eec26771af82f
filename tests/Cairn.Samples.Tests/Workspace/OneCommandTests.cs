using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cairn.Contracts;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>One command starts both processes, and what it prints can be tried.</summary>
public sealed class OneCommandTests
{
    [Fact]
    public async Task What_it_prints_works_as_written()
    {
        using var folder = new TempFolder();
        await using var both = await StartAsync(folder.Path);
        foreach (var command in Regex.Matches(both.Output, @"curl (?:[^\n]*\\\n)*[^\n]*").Select(m => m.Value))
        {
            var (code, output) = await Shell.RunAsync(folder.Path, command.Replace("curl ", "curl -sS -f ", StringComparison.Ordinal));
            Assert.True(code == 0, $"{command}\nended with {code}:\n{output}");
        }

        using var visitor = new HttpClient();
        using var page = await visitor.GetAsync(Regex.Match(both.Output, @"Look +(http\S+)").Groups[1].Value, ProgramProcess.Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    // Another program may be faster at a port that is free now.
    private static async Task<ProgramProcess> StartAsync(string folder)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var both = ProgramProcess.Start(folder, "Workspace", new Dictionary<string, string>(), FreeAddress(), FreeAddress());
            if (await both.SaysAsync("portal at http") is not null && await both.SaysAsync("back end at http") is not null)
            {
                return both;
            }

            await both.DisposeAsync();
        }

        throw new InvalidOperationException("It does not start.");
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
