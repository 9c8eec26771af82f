using Cairn.Signing;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>Verifies a log in its store, and says what came of it.</summary>
/// <param name="io">Where it is said.</param>
/// <param name="address">The log.</param>
/// <param name="pinned">The verifier key as it was named; <see langword="null"/>: this host's, else the store's own.</param>
/// <param name="since">A file with a saved checkpoint.</param>
internal sealed class StoreVerification(CliIo io, LogAddress address, PinnedKey? pinned, string? since)
{
    public async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        var saved = since is null ? null : new SavedCheckpoint(since);
        var open = await SignedLogs.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        LoginView.ThrowIfPartial(open.Store);
        if (saved is not null)
        {
            await saved.ThrowIfOfAnotherAsync(open, cancellationToken).ConfigureAwait(false);
        }

        var key = await KeyAsync(open, cancellationToken).ConfigureAwait(false);
        using var progress = new ProgressLine(io);
        var report = await new LogVerifier(open.Store).VerifyAsync(
            open.Log,
            new()
            {
                Verifier = key.Verifier,
                IsUnpinned = key.Source == KeySource.Store,
                Signer = SignerMemory.Of(address.KeyFile),
                IsAlone = address.LogId is not null,
                SignerMemory = KeyFile.MemoryOf(address.KeyFile, open.Log),
                Since = saved?.Note,
                Vanished = await SignedLogs.VanishedAsync(address, open.Store, cancellationToken).ConfigureAwait(false),
                Progress = progress,
            },
            cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        report = Compared(report, saved, key);
        if (json)
        {
            io.Output.WriteLine(ReportJson.Write(report, open.Store.Name, key));
        }
        else
        {
            var older = await OlderLog.OfAsync(open, cancellationToken).ConfigureAwait(false);
            new ReportText(new Screen(io)).Write(report, open.Store.Name, older?.LogId);
        }

        return CodeOf(report.Verdict);
    }

    public static int CodeOf(Verdict verdict) => verdict switch
    {
        Verdict.Intact => ExitCode.Done,
        Verdict.Altered => ExitCode.Refused,
        _ => ExitCode.CouldNot,
    };

    // A key on this host that cannot be used leaves the store's own, and nothing beside it counts.
    private async Task<CheckingKey> KeyAsync(OpenLog open, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckingKey.FindAsync(pinned, address, open, cancellationToken).ConfigureAwait(false);
        }
        catch (CairnSigningException e)
        {
            io.Report(e.Message);
            return await CheckingKey.OfStoreAsync(open, cancellationToken).ConfigureAwait(false);
        }
    }

    // What it was held against, and of when that is.
    private static VerifyReport Compared(VerifyReport report, SavedCheckpoint? saved, CheckingKey key) =>
        saved is null
        || key.Verifier is not { } verifier
        || !saved.Opens(verifier)
        || report.Findings.Any(f => f.Kind is FindingKind.Rollback or FindingKind.Fork)
            ? report
            : report with { Notes = [.. report.Notes, $"the log continues {saved.Words()}"] };
}
