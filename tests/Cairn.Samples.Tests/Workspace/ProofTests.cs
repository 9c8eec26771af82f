using System.Globalization;
using System.Net;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>One log of two processes, which proves itself to others.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private const int Each = 100;

    private WorkspaceRig rig = null!; // Started before each test.

    public async ValueTask InitializeAsync() => rig = await WorkspaceRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    [Trait("Requirement", "WORKSPACE-5")]
    public async Task Two_processes_record_into_one_log_at_once_and_neither_order_nor_proof_breaks_also_if_one_is_killed()
    {
        using var visitor = rig.Visitor();
        await WorkspaceRig.SignInAsync(visitor, "owner");
        await Task.WhenAll(FromPortalAsync(visitor, 0), FromChatAsync(0));
        await rig.PortalProcess.KillAsync(); // It may not have committed everything, nor be the one that signs.
        await rig.StartPortalAsync();
        using var again = rig.Visitor();
        await WorkspaceRig.SignInAsync(again, "owner");
        await Task.WhenAll(FromPortalAsync(again, Each), FromChatAsync(Each));

        foreach (var (query, path) in ((string, string)[])[("action:settings.changed", "event.changes.0.after"), ("action:session.ended", "event.actor.id")])
        {
            var numbers = (await rig.FindAsync(query, 2 * Each)).Reverse().Select(e => int.Parse(e.At(path)!.Split('-')[^1], CultureInfo.InvariantCulture)).ToList();

            // Each process's own events are in order; what the killed one left may come behind the next one's.
            Assert.Equal(Enumerable.Range(0, Each), numbers.Where(n => n < Each));
            Assert.Equal(Enumerable.Range(Each, Each), numbers.Where(n => n >= Each));
        }

        await AssertIntactAsync();
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-6")]
    public async Task The_log_is_provably_unaltered_and_an_alteration_is_found()
    {
        await rig.ReportAsync(new { type = "admin_action", workspace = "north", user = "u-7", resource = "user", resource_id = "u-9" });
        var index = Assert.Single(await rig.FindAsync("actor:u-7", 1)).At("index")!;
        await AssertIntactAsync();

        var store = $"sqlite:{rig.Log}";
        var (_, vkey) = await CairnCommand.RunAsync(rig.Folder, "vkey", "--store", store, "--tenant", "north");
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "north.vkey"), vkey, ProgramProcess.Cancel);
        Assert.Equal(0, (await CairnCommand.RunAsync(
            rig.Folder, "prove", index, "-o", "x.tlog-proof", "--entry", "x.json", "--store", store, "--tenant", "north")).Code);
        string[] check = ["check", "x.tlog-proof", "--entry", "x.json", "--vkey-file", "north.vkey"];
        Assert.Equal(0, (await CairnCommand.RunAsync(rig.Folder, check)).Code);

        var entry = Path.Combine(rig.Folder, "x.json");
        await File.WriteAllTextAsync(
            entry, (await File.ReadAllTextAsync(entry, ProgramProcess.Cancel)).Replace("\"u-7\"", "\"u-8\"", StringComparison.Ordinal), ProgramProcess.Cancel);
        Assert.Equal(1, (await CairnCommand.RunAsync(rig.Folder, check)).Code);

        var copy = Path.Combine(rig.Folder, "copy.db");
        Intruder.CopyAndAlter(rig.Log, copy);
        var (code, words) = await CairnCommand.RunAsync(
            rig.Folder, "verify", "--store", $"sqlite:{copy}", "--tenant", "north", "--vkey-file", "north.vkey");
        Assert.True(code == 1 && words.Contains("altered", StringComparison.Ordinal), $"{code}: {words}");
    }

    private async Task FromPortalAsync(HttpClient visitor, int from)
    {
        for (var n = from; n < from + Each; n++)
        {
            Assert.Equal(HttpStatusCode.OK, await WorkspaceRig.PostAsync(visitor, "/settings", ("name", "n"), ("value", $"{n}")));
        }
    }

    private async Task FromChatAsync(int from)
    {
        for (var n = from; n < from + Each; n++)
        {
            Assert.Equal(HttpStatusCode.Accepted, await rig.ReportAsync(new { type = "logout", workspace = "north", user = $"u-{n}" }));
        }
    }

    // Stopping commits and signs everything; then the log is checked as an auditor does.
    private async Task AssertIntactAsync()
    {
        Assert.Equal((0, 0), (await rig.PortalProcess.StopAsync(), await rig.BackEndProcess.StopAsync()));
        var (code, words) = await CairnCommand.RunAsync(rig.Folder, "verify", "--store", $"sqlite:{rig.Log}", "--tenant", "north");
        Assert.True(code == 0, $"{code}: {words}");
        Assert.Contains("intact", words, StringComparison.Ordinal);
    }
}
