using Cairn.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Cli.Tests;

public sealed class SpoolTests : IDisposable
{
    private readonly Bench bench = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_event_refused_for_good_is_listed_mended_and_replayed()
    {
        var name = await RefuseAsync();
        Assert.Contains("is refused and stays", bench.Run("spool", "replay").Error, StringComparison.Ordinal);
        var shown = bench.Run("spool", "show", name).Succeeds().Output;
        Assert.Contains("member.added", shown, StringComparison.Ordinal);

        File.WriteAllText(bench.File("mended.json"), """{"action":"member.added","actor":{"type":"user","id":"u1"}}""");
        bench.Run("spool", "mend", name, "--event", bench.File("mended.json")).Succeeds();
        Assert.Contains("1 recorded, 0 refused again.", bench.Run("spool", "replay").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("0 set aside.", bench.Run("spool", "list").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("member.added", bench.Run("list", "--json").Succeeds().Output, StringComparison.Ordinal);
        bench.Run("verify").Succeeds();
    }

    [Fact]
    public async Task What_breaks_a_rule_or_is_not_there_changes_nothing()
    {
        var name = await RefuseAsync();
        File.WriteAllText(bench.File("bad.json"), """{"action":"Not an action"}""");
        bench.Run("spool", "mend", name, "--event", bench.File("bad.json")).Fails(1, "action");
        bench.Run("spool", "show", "../../a.db").Fails(2, "has no item");
        bench.Run("spool", "mend", "nothing", "--event", bench.File("bad.json")).Fails(2, "has no item");
        bench.Run("spool", "list", "--folder", bench.File("none")).Fails(2, "There is no spool");
        Assert.Contains(name, bench.Run("spool", "list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_breaks_a_rule_is_mended_and_replayed_or_discarded()
    {
        await using (var log = await CairnSqlite.OpenAsync(bench.Path, null, NullLogger.Instance))
        {
            log.Record(Some.Event(id: 1, action: "Member Added") with { Reason = "why it was done" });
            log.Record(Some.Event(id: 2, action: "Member Removed"));
        }

        var lines = bench.Run("spool", "list").Output.Split('\n');
        Assert.All(lines[..2], line => Assert.Contains(
            $"recorded by {typeof(SpoolTests).FullName}.{nameof(An_event_that_breaks_a_rule_is_mended_and_replayed_or_discarded)}",
            line,
            StringComparison.Ordinal));
        var names = lines[..2].Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ToList();
        var replayed = bench.Run("spool", "replay", names[0]);
        Assert.Equal((1, "0 recorded, 1 refused again.\n"), (replayed.Code, replayed.Output));
        Assert.Contains("action: must be noun.verb", Assert.Single(replayed.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("why it was done", bench.Run("spool", "show", names[0]).Succeeds().Output, StringComparison.Ordinal);

        File.WriteAllText(bench.File("mended.json"), """{"action":"member.added","reason":"why it was done"}""");
        bench.Run("spool", "mend", names[0], "--event", bench.File("mended.json")).Succeeds();
        bench.Run("spool", "replay", names[0]).Succeeds();
        bench.Run("spool", "discard", names[1]).Succeeds();
        bench.Run("spool", "discard", names[1]).Fails(2, "has no item");
        bench.Run("spool", "list").Succeeds();
        var listed = bench.Run("list", "--json").Succeeds().Output;
        Assert.Contains("member.added", listed, StringComparison.Ordinal);
        Assert.Contains("cairn.events_dropped", listed, StringComparison.Ordinal);
        bench.Run("verify").Succeeds();
    }

    // Another event under an id that is taken.
    private async Task<string> RefuseAsync()
    {
        await using (var log = await CairnSqlite.OpenAsync(bench.Path, null, NullLogger.Instance))
        {
            await log.RecordAsync(Some.Event(action: "member.removed"), Cancel);
            log.Record(Some.Event(action: "member.added"));
        }

        var listed = bench.Run("spool", "list");
        Assert.Equal(1, listed.Code);
        Assert.Contains("1 set aside.", listed.Output, StringComparison.Ordinal);
        return listed.Output[..listed.Output.IndexOf(' ', StringComparison.Ordinal)];
    }
}
