using Cairn.Mirroring;
using Cairn.Primitives;
using Cairn.Verification;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>A verifier's report as people read it: a key that nobody vouches for first, then what is wrong, what is worth knowing, and the verdict last.</summary>
internal sealed class ReportText(Screen screen)
{
    public void Write(VerifyReport report, string store)
    {
        Unpinned(report.IsUnpinned, report.Findings.Count > 0);
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
        var whole = $"{Counted.Entries(report.Entries)} of {log}{Newest(report)}{Signed(report)}";
        screen.WriteLine(report switch
        {
            { Verdict: Verdict.Intact } => [Piece.Coloured("intact", Color.Green), $": {whole}"],
            { IsUnguarded: true, IsIncomplete: false, IsUnpinned: false } => [Piece.Coloured("intact, but not guarded", Color.Yellow), $" ({Findings(report.Findings.Count)}): {whole}"],
            { IsUnguarded: true } => [Piece.Coloured("not guarded", Color.Yellow), $" ({Findings(report.Findings.Count)}), and not everything could be checked: {whole}"],
            { Verdict: Verdict.Altered } => [Piece.Coloured("altered", Color.Red), $": {Findings(report.Findings.Count)} in {log}"],
            { IsIncomplete: false, IsUnpinned: true } => [Piece.Coloured("agrees with itself", Color.Yellow), $", under the store's own key: {whole}"],
            _ => new Piece[] { Piece.Coloured("could not check", Color.Yellow), $" everything of {log}" },
        });
    }

    /// <summary>The same for a mirror.</summary>
    public void Write(MirrorReport report, string folder, CheckingKey key, SavedCheckpoint? saved)
    {
        var isUnpinned = key.Source == KeySource.Store;
        Unpinned(isUnpinned, report.Findings.Count > 0);
        foreach (var finding in report.Findings)
        {
            screen.WriteLine(Piece.Coloured("mirror", Color.Red), $": {finding.File}: {finding.Words}");
        }

        if (report.Findings.Count > 0)
        {
            screen.WriteLine(Piece.Coloured("altered", Color.Red), $": {Findings(report.Findings.Count)} in the mirror {folder} of {key.Verifier?.Name}");
            return;
        }

        if (saved is not null)
        {
            screen.WriteLine(Piece.Faint("note"), $": the mirror continues {saved.Words()}");
        }

        var written = Times.Short(File.GetLastWriteTimeUtc(Path.Combine(folder, "checkpoint")));
        screen.WriteLine(
            isUnpinned ? Piece.Coloured("agrees with itself", Color.Yellow) : Piece.Coloured("intact", Color.Green),
            $"{(isUnpinned ? ", under the store's own key" : "")}: {Counted.Entries(report.Head.Size)} of {key.Verifier?.Name} in {folder}, signed with root {report.Head.Root}; ",
            $"its checkpoint is a file of {written}");
    }

    // The first line, so that nobody takes what follows for more than it is.
    private void Unpinned(bool isUnpinned, bool isAnything)
    {
        if (isUnpinned)
        {
            screen.WriteLine(
                Piece.Coloured("not pinned", Color.Yellow),
                isAnything
                    ? $": the key was the store's own: what follows is not as it was written, and there may be more ({CheckingKey.HowToPin})"
                    : $": nothing was found altered, but the key was the store's own: {CheckingKey.HowToPin}");
        }
    }

    private static string Findings(int count) => Counted.Of(count, "finding", "findings");

    private static string Newest(VerifyReport report) => report.NewestAt is { } at ? $", the newest stored at {Times.Short(at)} by the store's clock" : "";

    private static string Signed(VerifyReport report) =>
        report.Checkpoint is { } checkpoint ? $"; signed at {checkpoint.Head.Size} with root {checkpoint.Head.Root}" : "";
}
