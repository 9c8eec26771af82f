using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cairn.AspNetCore.Api;
using Cairn.Contracts;
using Cairn.Server.Serving;

namespace Cairn.Server.Tests.Serving;

/// <summary>What the guide and the description of the API say is so.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task Every_command_of_the_guides_page_works_as_written_and_every_route_is_among_them()
    {
        await using var rig = await ServerRig.StartAsync();
        using var folder = new TempFolder();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "docs", "guide", "api.md"), ServerRig.Cancel);
        var blocks = Blocks().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.True(blocks.Count > 15);
        foreach (var block in blocks)
        {
            if (block.Contains("/proof", StringComparison.Ordinal) || block.Contains("/tile/", StringComparison.Ordinal)
                || block.Contains("/checkpoint", StringComparison.Ordinal))
            {
                await rig.SignedAsync("default");
            }

            var (code, output) = await RunAsync(block, rig, folder.Path);
            Assert.True(code == 0, $"{block}\nended with {code}:\n{output}");
        }

        var shown = string.Concat(blocks);
        foreach (var route in ApiRoute.All.Concat(KeyRoutes.All))
        {
            var start = route.Pattern.Split('{')[0];
            Assert.Contains(start, shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_description_has_every_route_and_no_other()
    {
        await using var rig = await ServerRig.StartAsync();
        var description = await rig.GetJsonAsync("openapi.json", rig.FirstKey);
        var described = description.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).Order();
        Assert.Equal(
            ApiRoute.All.Concat(KeyRoutes.All).Select(r => $"{r.Method} {r.Pattern.Replace("{**path}", "{path}", StringComparison.Ordinal)}").Order(),
            described);
        Assert.All(description.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()), operation =>
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _), operation.Name));
    }

    [Fact]
    public async Task The_sample_of_the_settings_is_read_and_has_every_one()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "src", "Cairn.Server", "appsettings.sample.json"), ServerRig.Cancel);
        using var sample = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });
        var server = sample.RootElement.GetProperty("Cairn").GetProperty("Server");
        Assert.Equal(
            typeof(ServerOptions).GetProperties().Where(p => p.CanWrite || p.Name is "Origins" or "Jwt").Select(p => p.Name).Order(),
            server.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(
            typeof(JwtOptions).GetProperties().Select(p => p.Name).Order(),
            server.GetProperty("Jwt").EnumerateObject().Select(p => p.Name).Order());
    }

    private static async Task<(int Code, string Output)> RunAsync(string block, ServerRig rig, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-eu", "-o", "pipefail", "-c", block])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["URL"] = new Uri(rig.Address, "/api/v1").ToString(), ["KEY"] = rig.FirstKey },
        })!; // bash is there.
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(ServerRig.Cancel), shell.StandardError.ReadToEndAsync(ServerRig.Cancel));
        await shell.WaitForExitAsync(ServerRig.Cancel);
        return (shell.ExitCode, await output + await error);
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
