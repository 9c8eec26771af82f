using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Server.Demo;
using Cairn.Server.Tests.Support;
using Cairn.Sqlite;
using Cairn.Stores;

namespace Cairn.Server.Tests.Demo;

/// <summary>The demo as a newcomer runs it.</summary>
public sealed partial class DemoProcessTests : IDisposable
{
    // How often a page is asked for again before a test gives up: the trickle brings an event every one to three seconds.
    private const int Asked = 300;

    private readonly TempFolder folder = new();
    private readonly HttpClient client = new();

    [Fact]
    public async Task It_prints_where_to_look_and_what_to_try()
    {
        await using var demo = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        Assert.InRange(demo.Size, 2_500, 3_500);
        Assert.Contains($"Folder   {folder.File("cairn-demo")}", demo.Output, StringComparison.Ordinal);
        foreach (var command in new[] { "list", $"show {demo.Size - 1}", "verify" })
        {
            Assert.Matches($"dotnet run --project \\S+Cairn\\.Cli -- {command} --store sqlite:cairn-demo/audit\\.db", demo.Output);
        }

        Assert.Contains("Cairn demo", await client.GetStringAsync(demo.Address, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(
            demo.VerifierKey,
            (await client.GetStringAsync(new Uri(demo.Address, "/vkey"), TestContext.Current.CancellationToken)).Trim());
        Assert.Equal("", demo.Errors);
    }

    [Fact]
    public async Task The_checkpoint_verifies_with_the_printed_key()
    {
        await using var demo = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        using var answer = await client.GetAsync(new Uri(demo.Address, "/checkpoint"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var note = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(Checkpoint.Open(note, NoteVerifier.Parse(demo.VerifierKey)).Head.Size >= demo.Size);
    }

    [Fact]
    public async Task Verify_finds_nothing_in_the_log_and_names_the_one_altered_entry_of_the_copy()
    {
        await using var demo = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        Assert.Contains(
            $"verify of the log   intact: all {demo.Size.ToString("N0", CultureInfo.InvariantCulture)} entries",
            demo.Output,
            StringComparison.Ordinal);
        var altered = long.Parse(AlteredEntry().Match(demo.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal([$"entry {altered}"], Findings().Matches(demo.Output).Select(m => m.Groups[1].Value));
        Assert.Equal(AuditResult.Success, await ResultOfAsync("altered.db", altered));
        Assert.NotEqual(AuditResult.Success, await ResultOfAsync("audit.db", altered));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_copy_is_as_private_as_the_log()
    {
        await using var demo = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("cairn-demo/altered.db")));
    }

    [Fact]
    public async Task Stopped_and_started_again_it_goes_on_with_the_same_log()
    {
        await using var first = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        var beginning = await LeafAsync(first);
        await GrowsAsync(first);
        Assert.Equal(0, await first.StopAsync());

        await using var second = await DemoProcess.TellAsync(folder.Path, "--port", "0");
        Assert.InRange(second.Size, first.Size + 1, first.Size + Asked);
        Assert.Contains("events: found here", second.Output, StringComparison.Ordinal);
        Assert.Equal(first.VerifierKey, second.VerifierKey);
        Assert.Equal(beginning, await LeafAsync(second));
        await GrowsAsync(second);
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal("", first.Errors + second.Errors);
    }

    [Fact]
    public async Task A_taken_default_port_moves_on()
    {
        using var taken = Listen(LoopbackPort.Default);
        await using var demo = await DemoProcess.TellAsync(folder.Path);
        Assert.True(demo.Address.Port > LoopbackPort.Default);
        Assert.NotEmpty(await client.GetStringAsync(demo.Address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_taken_port_that_was_asked_for_ends_it_with_words()
    {
        using var taken = LoopbackPort.Take(0);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port; // It is bound.
        await using var demo = DemoProcess.Start(folder.Path, "demo", "--port", port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(2, await demo.EndAsync());
        Assert.StartsWith($"Port {port} is taken", Assert.Single(demo.Errors.Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("cairn-demo/audit.db")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_ends_it_with_words()
    {
        File.WriteAllText(folder.File("file"), "");
        await using var demo = DemoProcess.Start(folder.Path, "demo", "--port", "0", "--folder", "file/demo");
        Assert.Equal(2, await demo.EndAsync());
        Assert.StartsWith("The folder file/demo cannot be written", Assert.Single(demo.Errors.Split('\n')), StringComparison.Ordinal);
        Assert.Equal("", demo.Output.Trim());
    }

    [Fact]
    public async Task A_folder_with_a_file_that_is_no_log_ends_it_with_words()
    {
        Directory.CreateDirectory(folder.File("cairn-demo"));
        File.WriteAllText(
            folder.File("cairn-demo/audit.db"),
            "This is a letter, not a log. It is long enough to be read as a file of some sort, and says nothing.");
        await using var demo = DemoProcess.Start(folder.Path, "demo", "--port", "0");
        Assert.Equal(2, await demo.EndAsync());
        Assert.Contains("audit.db", Assert.Single(demo.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_whose_key_is_gone_ends_it_with_words()
    {
        await using (var first = await DemoProcess.TellAsync(folder.Path, "--port", "0"))
        {
            Assert.Equal(0, await first.StopAsync());
        }

        File.Delete(folder.File("cairn-demo/audit.db.key"));
        await using var demo = DemoProcess.Start(folder.Path, "demo", "--port", "0");
        Assert.Equal(2, await demo.EndAsync());
        Assert.Contains("its key", Assert.Single(demo.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "serve")]
    [InlineData(2, "demo", "--port", "many")]
    [InlineData(0, "--help")]
    [InlineData(0, "demo", "--help")]
    public async Task It_says_what_it_can_do(int code, params string[] arguments)
    {
        await using var program = DemoProcess.Start(folder.Path, arguments);
        Assert.Equal(code, await program.EndAsync());
        Assert.Contains("demo [--folder DIR] [--port N]", code == 0 ? program.Output : program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dotnet_run_stays_in_the_folder_where_it_was_called()
    {
        File.WriteAllText(folder.File("file"), "");
        var project = Path.Combine(Repository.Root(), "src", "Cairn.Server");
        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        await using var demo = DemoProcess.Dotnet(
            folder.Path, "run", "--no-build", "-c", configuration, "--project", project, "--", "demo", "--folder", "file/demo");
        Assert.Equal(2, await demo.EndAsync());
        Assert.Contains(folder.File("file/demo"), demo.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private async Task<AuditResult> ResultOfAsync(string file, long index)
    {
        await using var store = SqliteStore.Open(folder.File($"cairn-demo/{file}"), SqliteOpenMode.ReadOnly);
        var log = Assert.Single(await store.ListLogsAsync(TestContext.Current.CancellationToken));
        var entry = Assert.Single(await store.ReadEntriesAsync(log, index, 1, TestContext.Current.CancellationToken));
        return LeafReader.Parse(entry.Leaf.Span).Result;
    }

    private async Task<string> LeafAsync(DemoProcess demo)
    {
        var page = await client.GetStringAsync(new Uri(demo.Address, "/entries/0"), TestContext.Current.CancellationToken);
        return Leaf().Match(page) is { Success: true } leaf ? leaf.Value : throw new InvalidOperationException(page);
    }

    private async Task GrowsAsync(DemoProcess demo)
    {
        for (var i = 0; i < Asked; i++)
        {
            var page = await client.GetAsync(new Uri(demo.Address, $"/entries/{demo.Size}"), TestContext.Current.CancellationToken);
            if (page.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"No event came to {demo.Size}.");
    }

    // Null: somebody else has it, which is as good.
    private static Socket? Listen(int port)
    {
        try
        {
            return LoopbackPort.Take(port);
        }
        catch (DemoException)
        {
            return null;
        }
    }

    [GeneratedRegex("data-leaf=\"[^\"]+\"")]
    private static partial Regex Leaf();

    [GeneratedRegex(@"idx = ([0-9]+)")]
    private static partial Regex AlteredEntry();

    [GeneratedRegex(@"^ +(entry [0-9]+): ", RegexOptions.Multiline)]
    private static partial Regex Findings();
}
