using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Cairn.Contracts;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>The sample's two processes on one log, used from outside.</summary>
internal sealed class WorkspaceRig : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["Secrets__chat"] = "secret-of-chat",
        ["Secrets__portal"] = "secret-of-the-portal",
        ["Secrets__operator"] = "secret-of-the-operator",
    };

    private readonly TempFolder folder = new();
    private readonly List<ProgramProcess> processes = [];

    public string Folder => folder.Path;

    public string Log => folder.File("audit.db");

    public HttpClient BackEnd { get; private set; } = null!; // Started first.

    public ProgramProcess BackEndProcess { get; private set; } = null!;

    public ProgramProcess PortalProcess { get; private set; } = null!;

    public Uri PortalAddress { get; private set; } = null!;

    public static async Task<WorkspaceRig> StartAsync()
    {
        var rig = new WorkspaceRig();
        await rig.StartBackEndAsync();
        await rig.StartPortalAsync();
        return rig;
    }

    public async Task StartBackEndAsync()
    {
        BackEndProcess = Start("back-end", "--Urls", "http://127.0.0.1:0", "--Log", Log);
        BackEnd = new()
        {
            BaseAddress = new((await BackEndProcess.SaidAsync(@"back end at (http\S+)")).Groups[1].Value),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Starts the portal at a free port: HttpListener takes none by itself, so another program may be faster.</summary>
    public async Task StartPortalAsync()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var address = $"http://127.0.0.1:{FreePort()}";
            PortalProcess = Start("portal", address, BackEnd?.BaseAddress?.ToString() ?? "http://127.0.0.1:9", Log);
            if (await PortalProcess.SaysAsync("portal at ") is not null)
            {
                PortalAddress = new(address);
                return;
            }
        }

        Assert.Fail($"The portal does not start:\n{PortalProcess.Output}\n{PortalProcess.Errors}");
    }

    /// <summary>A browser, with cookies of its own.</summary>
    public HttpClient Visitor()
    {
        var visitor = new HttpClient { BaseAddress = PortalAddress, Timeout = Timeout.InfiniteTimeSpan };
        visitor.DefaultRequestHeaders.UserAgent.ParseAdd("example-browser/1.0");
        return visitor;
    }

    public static async Task<HttpStatusCode> PostAsync(HttpClient visitor, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await visitor.PostAsync(path, form, ProgramProcess.Cancel);
        return response.StatusCode;
    }

    public static Task<HttpStatusCode> SignInAsync(HttpClient visitor, string user, string password = "sample") =>
        PostAsync(visitor, "/login", ("user", user), ("password", password));

    /// <summary>Reports an event of the chat platform.</summary>
    public async Task<HttpStatusCode> ReportAsync(object chatEvent, string secret = "secret-of-chat")
    {
        using var response = await BackEnd.SendAsync(HttpMethod.Post, "/chat/events", secret, JsonContent.Create(chatEvent));
        return response.StatusCode;
    }

    public Task<JsonElement> AskAsync(string path) => BackEnd.GetJsonAsync("/api/v1/" + path, "secret-of-the-operator");

    /// <summary>What is found across all workspaces, newest first, once it is as many entries.</summary>
    public async Task<IReadOnlyList<JsonElement>> FindAsync(string query, int count)
    {
        IReadOnlyList<JsonElement> found = [];
        await ProgramProcess.UntilAsync(
            async () =>
            {
                var page = await AskAsync($"across/events?limit=1000&q={Uri.EscapeDataString(query)}");
                found = [.. page.GetProperty("entries").EnumerateArray()];
                Assert.True(found.Count <= count, $"{query} found {found.Count} entries, not {count}.");
                return found.Count == count;
            },
            () => $"{count} entries of {query}, but {found.Count}:\n{string.Join('\n', found.Select(e => e.At("sentence")))}");
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        BackEnd?.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ProgramProcess Start(params string[] arguments)
    {
        var process = ProgramProcess.Start(Folder, "Workspace", Secrets, arguments);
        processes.Add(process);
        return process;
    }
}
