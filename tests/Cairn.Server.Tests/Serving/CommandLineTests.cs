using System.Text;
using Cairn.Cli;
using Cairn.Contracts;

namespace Cairn.Server.Tests.Serving;

/// <summary>The command line asks a server in the same words as a store, and gets the same answers.</summary>
public sealed class CommandLineTests : IAsyncLifetime
{
    private const string Events =
        """
        {"action":"login.succeeded","actor":{"type":"user","id":"u1","name":"Example User"},"occurred_at":"2026-11-21T09:30:00Z","id":"01a22151-0000-7000-8000-000000000001"}
        {"action":"login.failed","actor":{"type":"user","id":"u1"},"outcome":{"result":"failure","code":"bad_password"},"occurred_at":"2026-11-21T09:31:00Z","id":"01a22151-0000-7000-8000-000000000002"}
        {"action":"login.failed","actor":{"type":"user","id":"jörg@example.com"},"outcome":{"result":"failure"},"occurred_at":"2026-11-21T09:32:00Z","id":"01a22151-0000-7000-8000-000000000003"}
        """;

    private readonly TempFolder folder = new();
    private ServerRig rig = null!; // Started before each test.

    private string Store => $"sqlite:{folder.File("local.db")}";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        await File.WriteAllTextAsync(folder.File("key"), rig.FirstKey + "\n", ServerRig.Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Events_are_recorded_listed_shown_counted_and_exported_alike()
    {
        var (local, remote) = (await RunAsync(Events, "record", "--store", Store), await AskAsync(Events, "record"));
        Assert.Equal((0, 0), (local.Code, remote.Code));
        Assert.Equal(3, remote.Output.Trim().Split('\n').Length);
        foreach (var command in (string[][])
            [
                ["list"], ["list", "actor:u1 outcome:failure"], ["list", "action:login.*", "--oldest-first", "--limit", "2"], ["list", "action:login.*"],
                ["stats", "action:login.*", "--by", "action,outcome"], ["stats", "action:login.*", "--by", "day", "--json", "--time-zone", "Europe/Berlin"],
            ])
        {
            Assert.Equal(Normal(await RunAsync("", [.. command, "--store", Store])), Normal(await AskAsync("", command)));
        }

        var shown = await AskAsync("", "show", "01a22151-0000-7000-8000-000000000003");
        Assert.Equal(0, shown.Code);
        Assert.Contains("jörg@example.com", shown.Output, StringComparison.Ordinal);
        var export = await AskAsync("", "export", "--format", "csv", "--out", folder.File("a.csv"));
        Assert.Equal((0, true), (export.Code, File.ReadAllText(folder.File("a.csv")).Contains("#end", StringComparison.Ordinal)));
        Assert.Equal(0, (await AskAsync("", "export", "--format", "json", "--out", folder.File("a.json"))).Code);
        Assert.Equal(0, (await AskAsync("", "export", "--gzip", "--out", folder.File("a.gz"))).Code);
    }

    [Fact]
    public async Task A_proof_that_a_server_makes_is_checked_without_it()
    {
        await AskAsync(Events, "record");
        await rig.SignedAsync("default");
        var made = await AskAsync("", "prove", "1", "-o", folder.File("x.tlog-proof"), "--entry", folder.File("x.json"));
        Assert.True(made.Code == 0, made.Error);
        var log = await rig.Log.Store.FindLogAsync("default", ServerRig.Cancel);
        var key = (await rig.Log.Store.ReadVerifierKeysAsync(log!, ServerRig.Cancel))[^1].Key;
        var check = await RunAsync("", "check", folder.File("x.tlog-proof"), "--entry", folder.File("x.json"), "--vkey", key);
        Assert.True(check.Code == 0, check.Error);
    }

    [Fact]
    public async Task A_line_that_is_no_event_is_named_and_the_others_are_recorded()
    {
        var answer = await AskAsync("{\"action\":\"login.succeeded\"}\nnonsense\n{\"action\":\"No Action\"}\n{\"action\":\"login.failed\"}", "record");
        Assert.Equal(1, answer.Code);
        Assert.Equal(2, answer.Output.Trim().Split('\n').Length);
        Assert.Contains("line 2", answer.Error, StringComparison.Ordinal);
        Assert.Contains("line 3", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_a_line()
    {
        await File.WriteAllTextAsync(folder.File("wrong"), "cairn_nonsense", ServerRig.Cancel);
        var wrong = await RunAsync("", "list", "--server", $"{rig.Address}", "--key-file", folder.File("wrong"));
        Assert.Equal(2, wrong.Code);
        Assert.Contains("API key", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("--key-file", (await RunAsync("", "list", "--server", $"{rig.Address}")).Error, StringComparison.Ordinal);
        Assert.Contains("https", (await RunAsync("", "list", "--server", "http://example.com", "--key-file", folder.File("key"))).Error, StringComparison.Ordinal);
        Assert.Contains("neither", (await AskAsync("", "list", "--store", Store)).Error, StringComparison.Ordinal);
        Assert.Contains("There is no such entry", (await AskAsync("", "show", "99")).Error, StringComparison.Ordinal);
        Assert.Contains("Column 7", (await AskAsync("", "list", "actor:")).Error, StringComparison.Ordinal);
    }

    // The server's own entries, what its first key left behind, and the widths that come of them are no difference between the two.
    private static string Normal(Outcome outcome) => string.Join('\n', outcome.Output.Split('\n')
        .Where(l => !l.Contains("API key", StringComparison.Ordinal) && !l.Contains("api_key", StringComparison.Ordinal)
            && !l.Contains("declared", StringComparison.Ordinal) && !l.Contains("in all", StringComparison.Ordinal))
        .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TrimStart("0123456789 ".ToCharArray())));

    private Task<Outcome> AskAsync(string input, params string[] args) =>
        RunAsync(input, [.. args, "--server", $"{rig.Address}", "--key-file", folder.File("key")]);

    private static async Task<Outcome> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var io = new CliIo { Input = new MemoryStream(Encoding.UTF8.GetBytes(input)), Output = output, Error = error, Environment = _ => null };
        return new(await CliApp.RunAsync(args, io, ServerRig.Cancel), output.ToString(), error.ToString());
    }

    private sealed record Outcome(int Code, string Output, string Error);
}
