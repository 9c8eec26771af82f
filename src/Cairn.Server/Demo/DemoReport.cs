using System.Globalization;
using Cairn.Verification;

namespace Cairn.Server.Demo;

/// <summary>What the demo tells on the terminal.</summary>
internal sealed class DemoReport(TextWriter output, DemoFolder folder, int port)
{
    public Task WelcomeAsync(LogState state, long found) => output.WriteLineAsync($"""
        Cairn, the audit log that proves itself: the demo

          Look     http://127.0.0.1:{port}/
          Folder   {folder.Path}
          Log      {Number(state.Size)} events: {(found == 0 ? "the last two weeks of five applications, just recorded" : "found here, and it goes on")}
          Key      {state.VerifierKey}

        Try it, in another terminal:

          {CliCommand.Of("list", folder.Log)}
          {CliCommand.Of($"show {state.Size - 1}", folder.Log)}
          {CliCommand.Of("verify", folder.Log)}
        """);

    public Task ExperimentAsync(string sentence, IEnumerable<string> sql) => output.WriteLineAsync($"""

        Does it prove itself? The log was copied to {DemoFolder.Typed(folder.Altered)}, and in the copy one entry was rewritten:
        “{sentence}” now reads as a success. The SQL:

          {string.Join(";\n", sql).ReplaceLineEndings($"{Environment.NewLine}  ")};

        """);

    public async Task VerdictAsync(string name, VerifyReport report)
    {
        await output.WriteLineAsync($"  verify of {name,-8}  {Verdict(report)}");
        foreach (var finding in report.Findings)
        {
            await output.WriteLineAsync($"  {"",18}  {Place(finding)}: {finding.Words}");
        }
    }

    public Task NoExperimentAsync() =>
        output.WriteLineAsync("\nNothing failed lately, so there is nothing worth altering in a copy this time.");

    public Task CopyCommandAsync(LogState state) => output.WriteLineAsync($"""

        See for yourself:

          {CliCommand.Of("verify", folder.Altered)} --vkey {CliCommand.Quoted(state.VerifierKey)}
        """);

    public Task GoodbyeAsync() => output.WriteLineAsync("""

        A new event comes every few seconds. Ctrl-C stops the demo; started again, it goes on with the same log.
        """);

    private static string Verdict(VerifyReport report) => report.Verdict switch
    {
        Verification.Verdict.Intact => $"intact: all {Number(report.Size)} entries are as they were written",
        Verification.Verdict.Altered => "altered:",
        _ => "could not be checked in full",
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Place(Finding finding) => finding.Index is { } index ? $"entry {index}" : finding.Member;
}
