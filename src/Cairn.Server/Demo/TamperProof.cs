using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Reading;
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
        await report.ExperimentAsync(entry.Sentence, copy.Alter(state.Log, entry.View));
        await report.VerdictAsync("the log", await VerifyAsync(cairn.Store, cancellationToken));
        await using var altered = SqliteStore.Open(folder.Altered, SqliteOpenMode.ReadOnly);
        await report.VerdictAsync("the copy", await VerifyAsync(altered, cancellationToken));
        await report.CopyCommandAsync(state);
    }

    /// <summary>The newest entry that tells of something that did not work: the one a culprit would rather see succeed.</summary>
    private async Task<AuditEntry?> ChooseAsync(CancellationToken cancellationToken)
    {
        var failed = new AuditQuery
        {
            Outcomes = [AuditResult.Failure, AuditResult.Denied, AuditResult.Unfinished],
            IndexFrom = Math.Max(0, state.Size - Recent),
            PageSize = Recent
        };
        var page = await cairn.Reader.GetPageAsync(failed, null, cancellationToken);
        return page.Entries.FirstOrDefault(e => !e.View.Leaf.IsCairns && !SaysItself(e.Event.Action));
    }

    // "login.failed" would not read as a success whatever its outcome said.
    private static bool SaysItself(string action) =>
        action.EndsWith("failed", StringComparison.Ordinal)
        || action.EndsWith("denied", StringComparison.Ordinal)
        || action.EndsWith("violated", StringComparison.Ordinal);

    private async Task<VerifyReport> VerifyAsync(ILogStore store, CancellationToken cancellationToken) =>
        await new LogVerifier(store).VerifyAsync(state.Log, new() { Verifier = verifier }, cancellationToken);
}
