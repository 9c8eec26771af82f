using Cairn.Contracts;

namespace Cairn.Cli.Tests;

/// <summary>The commands of the issues, as they stand there, in a shell and with the built program.</summary>
public sealed class DoneWhenTests : IDisposable
{
    private const string Recorded =
        """
        set -e
        printf '%s\n' '{"action":"user.role_changed","actor":{"type":"user","id":"u1","name":"Example Owner","email":"owner@example.com","role":"owner"},"targets":[{"type":"user","id":"u2"}],"changes":[{"path":"/role","before":"user","after":"operator"}]}' > e.ndjson
        cairn record --store sqlite:a.db < e.ndjson
        """;

    private readonly TempFolder folder = new();

    [Fact]
    public void An_event_is_recorded_listed_shown_and_verified()
    {
        Skip();
        var outcome = CairnProcess.Shell(
            folder.Path,
            $"""
            {Recorded}
            cairn list   --store sqlite:a.db
            cairn show 0 --store sqlite:a.db
            cairn verify --store sqlite:a.db
            """).Succeeds();
        Assert.StartsWith("{\"log\":\"", outcome.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Example Owner changed u2's role from user to operator", outcome.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("intact: 1 entry ", outcome.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_changed_byte_of_the_leaf_is_found_and_the_entry_named()
    {
        Skip();
        CairnProcess.Shell(folder.Path, Recorded).Succeeds();
        using var bench = new Bench(folder.Path);
        bench.ChangeLeaf();
        var outcome = CairnProcess.Shell(folder.Path, "cairn verify --store sqlite:a.db");
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.Contains(
            outcome.Lines, l => l.StartsWith("leaf: ", StringComparison.Ordinal) && l.Contains("entry 0, ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_proof_and_the_mirror_are_checked_with_the_key_alone()
    {
        Skip();
        CairnProcess.Shell(
            folder.Path,
            $"""
            {Recorded}
            cairn prove 0 --store sqlite:a.db -o x.tlog-proof --entry x.json && cairn check x.tlog-proof --entry x.json --vkey "$(cairn vkey --store sqlite:a.db | tail -1)"
            cairn mirror m --store sqlite:a.db && cairn verify --mirror m --vkey "$(cairn vkey --store sqlite:a.db | tail -1)"
            """).Succeeds();
    }

    [Fact]
    public void The_lines_of_the_readme_run_as_they_are_printed()
    {
        Skip();
        var section = File.ReadAllText(Path.Combine(
            Repository.Root(), "README.md")).Split("\n## ").Single(s => s.StartsWith("Why believe it\n", StringComparison.Ordinal));
        var lines = section.Split("```\n").Where((_, i) => i % 2 == 1).ToList();
        Assert.Contains(lines, l => l.Contains("--vkey-file", StringComparison.Ordinal));
        var outcome = CairnProcess.Shell(folder.Path, $"set -e\n{string.Concat(lines)}").Succeeds();
        Assert.StartsWith("intact: 1 entry ", outcome.Lines[^1], StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void Skip() => Assert.SkipWhen(OperatingSystem.IsWindows(), "These lines are for a Unix shell.");
}
