using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>Verifies a log in its store, and says what came of it.</summary>
/// <param name="io">Where it is said.</param>
/// <param name="address">The log.</param>
/// <param name="vkey">The verifier key as typed; <see langword="null"/>: the key file's.</param>
/// <param name="since">A file with a saved checkpoint.</param>
internal sealed class StoreVerification(CliIo io, LogAddress address, string? vkey, string? since)
{
    public async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        var saved = since is null ? null : InputFile.Text(since);
        var open = await SignedLogs.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        Sight.ThrowIfPartial(open.Store);
        using var progress = new ProgressLine(io);
        var report = await new LogVerifier(open.Store).VerifyAsync(
            open.Log,
            new()
            {
                Verifier = VerifierOf(open.Log),
                SignerMemory = KeyFile.MemoryOf(address.KeyFile, open.Log),
                Since = saved,
                Vanished = await SignedLogs.VanishedAsync(address, open.Store, cancellationToken).ConfigureAwait(false),
                Progress = progress,
            },
            cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        if (json)
        {
            io.Output.WriteLine(ReportJson.Write(report, open.Store.Name));
        }
        else
        {
            new ReportText(new Screen(io)).Write(report, open.Store.Name);
        }

        return CodeOf(report.Verdict);
    }

    public static int CodeOf(Verdict verdict) => verdict switch
    {
        Verdict.Intact => ExitCode.Done,
        Verdict.Altered => ExitCode.Refused,
        _ => ExitCode.CouldNot,
    };

    // A key that cannot be used leaves everything but the signatures to check; the report says so.
    private NoteVerifier? VerifierOf(LogIdentity log)
    {
        if (vkey is not null)
        {
            return KeyFile.Typed(vkey, log);
        }

        try
        {
            return KeyFile.OfFile(address.KeyFile, log);
        }
        catch (CairnSigningException e)
        {
            io.Report(e.Message);
            return null;
        }
    }
}
