using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cairn.Contracts;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Containers;

/// <summary>The sample as a process, used from outside.</summary>
internal sealed class ContainersRig : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly TempFolder folder = new();
    private readonly List<ProgramProcess> processes = [];
    private readonly string[] settings;

    private ContainersRig(string[] settings) => this.settings = settings;

    public string Folder => folder.Path;

    public ProgramProcess Host { get; private set; } = null!; // Started first.

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Starts it so that nobody stops waiting for an answer, however slow the machine is.</summary>
    public static Task<ContainersRig> StartPatientAsync(params string[] more) =>
        StartAsync(["--AnswerWithin", "00:10:00", "--Cairn:IntentHold", "00:10:00", .. more]);

    /// <summary>Starts it so that an answer that the test holds back is late at once.</summary>
    public static Task<ContainersRig> StartImpatientAsync() => StartAsync(["--AnswerWithin", "00:00:00.3", "--Cairn:IntentHold", "00:00:00.1"]);

    /// <summary>Starts the host, or a new one on the same log after the one before was killed.</summary>
    public async Task StartHostAsync()
    {
        Host = Start(Nothing, ["--Urls", "http://127.0.0.1:0", "--Log", folder.File("audit.db"), .. settings]);
        await Host.SaidAsync("Ctrl-C stops it");
        Client?.Dispose();
        Client = new() { BaseAddress = new(Printed("URL")), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>A value that it printed: <c>VIEWER</c>.</summary>
    public string Printed(string name) => Regex.Match(Host.Output, $"export {name}=(\\S+)").Groups[1].Value;

    /// <summary>Asks for an action and waits for what is answered.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> ActAsync(string who, string organization, string container, string verb, string reason = "a reason")
    {
        using var response = await Client.SendAsync(
            HttpMethod.Post, $"/api/organizations/{organization}/containers/{container}/{verb}", Printed(who), JsonContent.Create(new { reason }));
        return (response.StatusCode, response.Content.Headers.ContentLength == 0 ? default : await response.JsonAsync());
    }

    /// <summary>Starts the sample's agent for globex as a process of its own.</summary>
    public async Task<ProgramProcess> StartAgentAsync()
    {
        var agent = Start(new Dictionary<string, string> { ["AGENT_TOKEN"] = Printed("AGENT_TOKEN") }, ["agent", AgentAddress("globex").ToString()]);
        await ConnectedAsync("GLOBEX_OPERATOR", "globex");
        return agent;
    }

    /// <summary>Waits until the organization's agent gets commands; a slow machine's may answer late.</summary>
    public Task ConnectedAsync(string who, string organization) => ProgramProcess.UntilAsync(
        async () => (await ActAsync(who, organization, "probe", "start")).Status != HttpStatusCode.BadGateway, () => $"an agent of {organization}");

    public Uri AgentAddress(string organization) => new(Printed("URL").Replace("http", "ws", StringComparison.Ordinal) + $"/agents/{organization}");

    /// <summary>The rows about a container, newest first, once they are as many.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(string who, string organization, string container, int count)
    {
        IReadOnlyList<JsonElement> rows = [];
        await ProgramProcess.UntilAsync(
            async () =>
            {
                var list = await Client.GetJsonAsync($"/api/organizations/{organization}/audit?q=target:container/{container}", Printed(who));
                rows = [.. list.GetProperty("data").EnumerateArray()];
                Assert.True(rows.Count <= count, $"There are {rows.Count} rows about {container}, not {count}.");
                return rows.Count == count;
            },
            () => $"{count} rows about {container}, but {rows.Count}");
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        Client?.Dispose();
        folder.Dispose();
    }

    private static async Task<ContainersRig> StartAsync(string[] settings)
    {
        var rig = new ContainersRig(settings);
        await rig.StartHostAsync();
        return rig;
    }

    private ProgramProcess Start(Dictionary<string, string> environment, string[] arguments)
    {
        var process = ProgramProcess.Start(Folder, "Containers", environment, arguments);
        processes.Add(process);
        return process;
    }
}
