using System.Diagnostics;
using System.Text.Json;
using Cairn.Contracts;

namespace Cairn.Cli.Tests;

/// <summary>What only a process of its own shows: pipes, signals, the environment, memory.</summary>
public sealed class ProcessTests : IDisposable
{
    private const string Bare = """{"action":"door.opened"}""";

    private readonly TempFolder folder = new();

    [Fact]
    public void Output_that_is_closed_early_ends_a_list_quietly()
    {
        SkipOnWindows();
        var outcome = CairnProcess.Shell(
            folder.Path,
            $$"""
            i=0; while [ $i -lt 2000 ]; do echo '{{Bare}}'; i=$((i+1)); done > e.ndjson
            cairn record --store sqlite:a.db < e.ndjson > receipts
            { cairn list --limit 2000 --store sqlite:a.db; echo "code $?" >&2; } | head -1
            """);
        Assert.StartsWith("1999  ", Assert.Single(outcome.Lines), StringComparison.Ordinal);
        Assert.Equal("code 0\n", outcome.Error);
    }

    [Fact]
    public void Receipts_that_nobody_reads_stop_no_event()
    {
        SkipOnWindows();
        CairnProcess.Shell(
            folder.Path,
            $$"""
            i=0; while [ $i -lt 3000 ]; do echo '{{Bare}}'; i=$((i+1)); done > e.ndjson
            cairn record --store sqlite:a.db < e.ndjson | head -1 > first
            """).Succeeds();
        Assert.StartsWith(
            "2999  ", CairnProcess.Shell(folder.Path, "cairn list --limit 1 --store sqlite:a.db").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_goes_to_a_file_after_what_is_there()
    {
        SkipOnWindows();
        CairnProcess.Shell(
            folder.Path,
            $$"""
            echo '{{Bare}}' > e.ndjson
            { echo before; cairn record --store sqlite:a.db; cairn list --store sqlite:a.db; echo after; } < e.ndjson > out
            """).Succeeds();
        Assert.Equal(4, File.ReadAllLines(folder.File("out")).Length);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_recording_with_everything_committed_and_signed(string signal)
    {
        SkipOnWindows();
        using var process = CairnProcess.Start(folder.Path, "record", "--store", "sqlite:a.db");
        for (var i = 0; i < 3; i++)
        {
            process.StandardInput.WriteLine(Bare);
        }

        process.StandardInput.Flush();
        for (var i = 0; i < 3; i++)
        {
            // A receipt comes while the input is still open.
            // Null fails the test just as well.
            Assert.Equal(i, JsonDocument.Parse(process.StandardOutput.ReadLine()!).RootElement.GetProperty("index").GetInt64());
        }

        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal((130, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
        var verified = CairnProcess.Shell(folder.Path, "cairn verify --store sqlite:a.db").Succeeds();
        Assert.Contains("signed at 3 ", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_input_takes_no_more_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Peak memory is read from /proc.");
        using var process = CairnProcess.Start(folder.Path, "record", "--store", "sqlite:a.db");
        var receipts = Task.Run(() =>
        {
            var count = 0;
            while (process.StandardOutput.ReadLine() is not null)
            {
                count++;
            }

            return count;
        });
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var large = $$"""{"action":"door.opened","reason":"{{new string('x', 900_000)}}"}""";
        for (var i = 0; i < 200; i++)
        {
            process.StandardInput.WriteLine(large); // 180 MB together.
        }

        var longest = new string('y', 1_000_000);
        for (var i = 0; i < 100; i++)
        {
            process.StandardInput.Write(longest); // One line of 100 MB.
        }

        process.StandardInput.WriteLine();
        process.StandardInput.WriteLine(Bare);
        process.StandardInput.Flush();
        var peak = File.ReadLines($"/proc/{process.Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(201, await receipts);
        Assert.Contains("line 201: 100000000 bytes", await errors, StringComparison.Ordinal);
        var megabytes = long.Parse(
            peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        Assert.True(megabytes < 400, $"{megabytes} MB");
    }

    [Fact]
    public void A_trace_is_shown_only_to_whoever_asks()
    {
        SkipOnWindows();
        var quiet = CairnProcess.Shell(folder.Path, "cairn list --store sqlite:none.db");
        Assert.Equal((2, "", 1), (quiet.Code, quiet.Output, quiet.ErrorLines.Length));
        var debugged = CairnProcess.Shell(folder.Path, "CAIRN_DEBUG=1; export CAIRN_DEBUG; cairn list --store sqlite:none.db");
        Assert.Contains("   at Cairn.", debugged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_as_input_is_one_line()
    {
        SkipOnWindows();
        var outcome = CairnProcess.Shell(folder.Path, "cairn record --store sqlite:a.db < .");
        Assert.Equal((2, "", 1), (outcome.Code, outcome.Output, outcome.ErrorLines.Length));
    }

    public void Dispose() => folder.Dispose();

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "These lines are for a Unix shell.");
}
