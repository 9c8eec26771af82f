using Cairn.Merkle;
using Cairn.Reading;
using Cairn.Server.Pages;
using Cairn.Sqlite;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Server.Demo;

/// <summary>The experiment: verify finds nothing in the log, and the one altered entry in a copy of it.</summary>
internal sealed class TamperProof(CairnLog cairn, DemoFolder folder, LogState state)
{
    // How far back an entry is looked for that is worth altering.
    private const int Recent = 1_000;

    private readonly NoteVerifier verifier = cairn.Signer.Key.VerifierOf(state.Log);

    public async Task ShowAsync(DemoReport report, CancellationToken cancellationToken)
    {
        if (await ChooseAsync(cancellationToken) is not { } entry)
        {
            await report.NoExperimentAsync();
            return;
        }

        var copy = new AlteredCopy(folder);
        copy.Make();
        var sentences = new LogSentences(cairn.Store, state.Log);
        await sentences.PrepareAsync([entry], cancellationToken);
        await report.ExperimentAsync(sentences.Tell(entry), copy.Alter(state.Log, entry));
        await report.VerdictAsync("the log", await VerifyAsync(cairn.Store, cancellationToken));
        await using var altered = SqliteStore.Open(folder.Altered, SqliteOpenMode.ReadOnly);
        await report.VerdictAsync("the copy", await VerifyAsync(altered, cancellationToken));
        await report.CopyCommandAsync(state);
    }

    /// <summary>The newest entry that tells of something that did not work: the one a culprit would rather see succeed.</summary>
    private async Task<EntryView?> ChooseAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in await new LogReader(cairn.Store).NewestAsync(state.Log, Recent, state.Size, cancellationToken))
        {
            if (EntryView.TryRead(stored, out var view, out _) && view is { Leaf: { Result: not AuditResult.Success, IsCairns: false } } && !SaysItself(view.Leaf.Action))
            {
                return view;
            }
        }

        return null;
    }

    // "login.failed" would not read as a success whatever its outcome said.
    private static bool SaysItself(string action) =>
        action.EndsWith("failed", StringComparison.Ordinal) || action.EndsWith("denied", StringComparison.Ordinal) || action.EndsWith("violated", StringComparison.Ordinal);

    private async Task<VerifyReport> VerifyAsync(ILogStore store, CancellationToken cancellationToken) =>
        await new LogVerifier(store).VerifyAsync(state.Log, new() { Verifier = verifier }, cancellationToken);
}
