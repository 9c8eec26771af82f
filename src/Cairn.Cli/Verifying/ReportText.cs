using Spectre.Console;

namespace Cairn.Cli;

/// <summary>A verifier's report as people read it: what is wrong, what is worth knowing, and the verdict last.</summary>
internal sealed class ReportText(Screen screen)
{
    public void Write(VerifyReport report, string store)
    {
        foreach (var finding in report.Findings)
        {
            var place = finding.Index is { } index ? $"entry {index}, {finding.Member}" : finding.Member;
            screen.WriteLine(Piece.Coloured(ReportJson.KindOf(finding), Color.Red), $": log {report.Log.LogId}, {place}: {finding.Words}");
        }

        foreach (var note in report.Notes)
        {
            screen.WriteLine(Piece.Faint("note"), $": {note}");
        }

        var log = $"the log of tenant {report.Log.Tenant} in {store} ({report.Log.LogId})";
        screen.WriteLine(report.Verdict switch
        {
            Verdict.Intact => [Piece.Coloured("intact", Color.Green), $": {Count(report.Entries, "entry", "entries")} of {log}{Signed(report)}"],
            Verdict.Altered => [Piece.Coloured("altered", Color.Red), $": {Count(report.Findings.Count, "finding", "findings")} in {log}"],
            _ => new Piece[] { Piece.Coloured("could not check", Color.Yellow), $" everything of {log}" },
        });
    }

    /// <summary>The same for a mirror.</summary>
    public void Write(MirrorReport report, string folder, string origin)
    {
        foreach (var finding in report.Findings)
        {
            screen.WriteLine(Piece.Coloured("mirror", Color.Red), $": {finding.File}: {finding.Words}");
        }

        screen.WriteLine(report.Findings.Count == 0
            ? [Piece.Coloured("intact", Color.Green), $": {Count(report.Head.Size, "entry", "entries")} of {origin} in {folder}, signed with root {report.Head.Root}"]
            : new Piece[] { Piece.Coloured("altered", Color.Red), $": {Count(report.Findings.Count, "finding", "findings")} in the mirror {folder} of {origin}" });
    }

    private static string Signed(VerifyReport report) =>
        report.Checkpoint is { } checkpoint ? $"; signed at {checkpoint.Head.Size} with root {checkpoint.Head.Root}" : "";

    private static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
