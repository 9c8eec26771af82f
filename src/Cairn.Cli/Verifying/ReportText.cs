using Cairn.Entries;
using Cairn.Mirroring;
using Cairn.Primitives;
using Cairn.Verification;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>
/// A verifier's report as people read it: a key that nobody vouches for first, then what is wrong, what is worth
/// knowing, and the verdict last.
/// </summary>
internal sealed class ReportText(Screen screen)
{
    /// <param name="report">What came of it.</param>
    /// <param name="store">What the store is called.</param>
    /// <param name="older">The id of the log it goes on from after a recovery; <see langword="null"/>: there is none at hand.</param>
    public void Write(VerifyReport report, string store, string? older)
    {
        Recovered(report.Log, report.Older?.Log.LogId ?? older);
        Unpinned(report.IsUnpinned, report.Findings.Count > 0);
        Older(report, store);
        foreach (var finding in report.Findings)
        {
            Write(finding, report);
        }

        foreach (var note in report.Notes)
        {
            screen.WriteLine(Piece.Faint("note"), $": {note}");
        }

        var log = LogOf(report, store);
        var whole = Whole(report, store);
        screen.WriteLine(report switch
        {
            { Verdict: Verdict.Altered, Findings.Count: 0 } =>
            [
                Piece.Coloured("altered", Color.Red),
                $": {Findings(report.Generations.Sum(r => r.Findings.Count))} in what {log} goes on from; in the log itself there are none"
            ],
            { Verdict: Verdict.Intact } => [Piece.Coloured("intact", Color.Green), $": {whole}"],
            { IsUnguarded: true, IsIncomplete: false, IsUnpinned: false } =>
                [Piece.Coloured("intact, but not guarded", Color.Yellow), $" ({Findings(report.Findings.Count)}): {whole}"],
            { IsUnguarded: true } =>
            [
                Piece.Coloured("not guarded", Color.Yellow),
                $" ({Findings(report.Findings.Count)}), and not everything could be checked: {whole}"
            ],
            { Verdict: Verdict.Altered } => [Piece.Coloured("altered", Color.Red), $": {Findings(report.Findings.Count)} in {log}"],
            { IsIncomplete: false, IsUnpinned: true } =>
                [Piece.Coloured("consistent", Color.Yellow), $", but checked only with the key in the store: {whole}"],
            _ => new Piece[] { Piece.Coloured("could not check", Color.Yellow), $" everything of {log}" },
        });
    }

    // What the log goes on from, the oldest first.
    private void Older(VerifyReport report, string store)
    {
        foreach (var older in report.Generations.Skip(1).Reverse())
        {
            foreach (var finding in older.Findings)
            {
                Write(finding, older);
            }

            screen.WriteLine(
                Piece.Faint("older"),
                older.Verdict switch
                {
                    Verdict.Intact => $": as it was when it was recovered: {Whole(older, store)}",
                    Verdict.Altered => $": altered: {Findings(older.Findings.Count)} in {LogOf(older, store)}",
                    _ => $": not everything could be checked of {LogOf(older, store)}",
                });
        }
    }

    private void Write(Finding finding, VerifyReport report)
    {
        var place = finding.Index is { } index ? $"entry {index}, {finding.Member}" : finding.Member;
        screen.WriteLine(Piece.Coloured(ReportJson.KindOf(finding), Color.Red), $": log {report.Log.LogId}, {place}: {finding.Words}");
    }

    private static string LogOf(VerifyReport report, string store) =>
        $"the log of tenant {report.Log.Tenant} in {store} ({report.Log.LogId})";

    private static string Whole(VerifyReport report, string store) =>
        $"{Counted.Entries(report.Entries)} of {LogOf(report, store)}{Newest(report)}{Signed(report)}";

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
            screen.WriteLine(
                Piece.Coloured("altered", Color.Red),
                $": {Findings(report.Findings.Count)} in the mirror {folder} of {key.Verifier?.Name}");
            return;
        }

        if (saved is not null)
        {
            screen.WriteLine(Piece.Faint("note"), $": the mirror continues {saved.Words()}");
        }

        var written = Times.Short(File.GetLastWriteTimeUtc(Path.Combine(folder, "checkpoint")));
        screen.WriteLine(
            isUnpinned ? Piece.Coloured("consistent", Color.Yellow) : Piece.Coloured("intact", Color.Green),
            $"{(isUnpinned ? ", but checked only with the key in the store" : "")}: {Counted.Entries(report.Head.Size)} of "
            + $"{key.Verifier?.Name} in {folder}, signed with root {report.Head.Root}; ",
            $"its checkpoint is a file of {written}");
    }

    // First of all: what was recorded before the break is not in this log.
    private void Recovered(LogIdentity log, string? older)
    {
        if (log.Generation > 1)
        {
            screen.WriteLine(
                Piece.Coloured("recovered", Color.Yellow),
                ": this log goes on after a break, under a new origin. "
                + $"What was recorded before it is in {(older is null ? "an older log" : $"log {older}: cairn verify --log {older}")}");
        }
    }

    // Before what was found, so that nobody takes what follows for more than it is.
    private void Unpinned(bool isUnpinned, bool isAnything)
    {
        if (isUnpinned)
        {
            screen.WriteLine(
                Piece.Coloured("not pinned", Color.Yellow),
                isAnything
                    ? $": the only key was the one in the store. What follows was altered, and there may be more ({CheckingKey.HowToPin})"
                    : ": nothing was found altered, but the only key was the one in the store, which proves nothing: "
                        + $"{CheckingKey.HowToPin}");
        }
    }

    private static string Findings(int count) => Counted.Of(count, "finding", "findings");

    private static string Newest(VerifyReport report) =>
        report.NewestAt is { } at ? $", the newest stored at {Times.Short(at)} by the store's clock" : "";

    private static string Signed(VerifyReport report) =>
        report.Checkpoint is { } checkpoint ? $"; signed at {checkpoint.Head.Size} with root {checkpoint.Head.Root}" : "";
}
