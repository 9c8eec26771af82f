using System.Net;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Containers;

/// <summary>Who may see the list of actions, and what it shows.</summary>
[Trait("Requirement", "CONTAINERS-2")]
public sealed class ListTests
{
    [Theory]
    [InlineData("/api/audit")]
    [InlineData("/api/organizations/globex/audit")]
    public async Task It_is_newest_first_with_name_and_address_of_each_user_and_page_by_page(string path)
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        foreach (var container in (string[])["a", "b", "c"])
        {
            await rig.ActAsync("GLOBEX_OPERATOR", "globex", container, "stop"); // There is no agent: it fails at once.
            await rig.RowsAsync("GLOBEX_OPERATOR", "globex", container, 1);
        }

        var first = await rig.Client.GetJsonAsync($"{path}?limit=2", rig.Printed("GLOBEX_OPERATOR"));
        var second = await rig.Client.GetJsonAsync($"{path}?limit=2&cursor={first.At("next")}", rig.Printed("GLOBEX_OPERATOR"));
        Assert.Equal(["c", "b"], first.GetProperty("data").EnumerateArray().Select(r => r.At("target_id")));
        Assert.Equal(["a"], second.GetProperty("data").EnumerateArray().Select(r => r.At("target_id")));
        Assert.All(first.GetProperty("data").EnumerateArray(), r => Assert.Equal(
            ("Example Operator", "operator@globex.example", "operator"), (r.At("user_name"), r.At("user_email"), r.At("role"))));
    }

    [Fact]
    public async Task It_needs_a_token_of_ours_a_role_and_the_organization()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        var token = rig.Printed("VIEWER");
        string?[] refused = [null, "nonsense", token[..^4] + "AAAA", Unsigned(token)];
        foreach (var path in (string[])["/api/audit", "/api/organizations/acme/audit"])
        {
            foreach (var bad in refused)
            {
                using var response = await rig.Client.SendAsync(HttpMethod.Get, path, bad);
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            }

            foreach (var good in (string[])["VIEWER", "OPERATOR", "ADMIN"])
            {
                await rig.Client.GetJsonAsync(path, rig.Printed(good));
            }
        }

        foreach (var (who, path) in ((string, string)[])
            [("VIEWER", "/api/organizations/globex/audit"), ("GLOBEX_OPERATOR", "/api/organizations/acme/audit"), ("AGENT_TOKEN", "/api/audit"), ("ADMIN", "/api/organizations/*/audit")])
        {
            using var response = await rig.Client.SendAsync(HttpMethod.Get, path, rig.Printed(who));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, response.StatusCode));
        }
    }

    [Fact]
    public async Task The_least_role_is_configured()
    {
        await using var rig = await ContainersRig.StartPatientAsync("--LeastRole", "Auditor");
        foreach (var (who, status) in ((string, HttpStatusCode)[])
            [("VIEWER", HttpStatusCode.Forbidden), ("OPERATOR", HttpStatusCode.Forbidden), ("ADMIN", HttpStatusCode.OK)])
        {
            using var response = await rig.Client.SendAsync(HttpMethod.Get, "/api/audit", rig.Printed(who));
            Assert.Equal((who, status), (who, response.StatusCode));
        }
    }

    [Fact]
    [Trait("Requirement", "CONTAINERS-1")]
    public async Task An_action_that_somebody_may_not_is_recorded_as_denied_with_what_they_tried()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.ActAsync("VIEWER", "acme", "web", "delete", "curiosity")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.ActAsync("OPERATOR", "globex", "web", "delete")).Status);
        var row = Assert.Single(await rig.RowsAsync("VIEWER", "acme", "web", 1));
        Assert.Equal(
            ("viewer-of-acme", "permission.denied", "container", "web", "curiosity", "DENIED"),
            (row.At("user_id"), row.At("action"), row.At("target_type"), row.At("target_id"), row.At("reason"), row.At("status")));
    }

    [Fact]
    public async Task What_it_prints_works_as_written()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        await rig.ConnectedAsync("OPERATOR", "acme");
        var printed = rig.Host.Output;
        var exports = string.Join('\n', Lines(printed, "export "));
        var commands = Lines(printed.Replace("\\\n", " ", StringComparison.Ordinal), "curl ").ToList();
        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
        {
            var (code, output) = await Shell.RunAsync(rig.Folder, $"{exports}\n{command.Replace("curl ", "curl -sS -f ", StringComparison.Ordinal)}");
            Assert.True(code == 0, $"{command}\nended with {code}:\n{output}");
        }
    }

    private static IEnumerable<string> Lines(string text, string start) =>
        text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith(start, StringComparison.Ordinal));

    // The same claims, and "none" for an algorithm.
    private static string Unsigned(string token) => $"eyJhbGciOiJub25lIn0.{token.Split('.')[1]}.";
}
