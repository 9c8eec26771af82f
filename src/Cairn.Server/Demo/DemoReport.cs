using Cairn.Server.Pages;

namespace Cairn.Server.Demo;

/// <summary>What the demo tells on the terminal.</summary>
internal sealed class DemoReport(TextWriter output, DemoFolder folder, int port)
{
    public Task WelcomeAsync(LogState state, long found) => output.WriteLineAsync($"""
        Cairn, the audit log that proves itself: the demo

          Look     http://127.0.0.1:{port}/
          Folder   {folder.Path}
          Log      {Words.Number(state.Size)} events: {(found == 0 ? "the last two weeks of five applications, just recorded" : "found here, and it goes on")}
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

    public Task VerdictAsync(string name, string verdict) => output.WriteLineAsync($"  verify of {name,-9} {verdict}");

    public Task GoodbyeAsync() => output.WriteLineAsync($"""

          {CliCommand.Of("verify", folder.Altered)}

        A new event comes every few seconds. Ctrl-C stops the demo; started again, it goes on with the same log.
        """);
}
