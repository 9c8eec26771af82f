using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>Verifies a mirror, for which no store is needed.</summary>
internal sealed class MirrorVerification(CliIo io, string folder, string? since)
{
    /// <param name="vkey">The key as typed; <see langword="null"/>: that of the store's log.</param>
    /// <param name="address">The store's log, asked for only without a key.</param>
    /// <param name="json">Whether programs read the report.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<int> RunAsync(string? vkey, Func<LogAddress> address, bool json, CancellationToken cancellationToken)
    {
        if (since is not null)
        {
            throw new CliException("--since holds a log in its store against a checkpoint, not a mirror: leave one of the two out.");
        }

        var verifier = vkey is null ? await VerifierAsync(address(), cancellationToken).ConfigureAwait(false) : KeyFile.Parse(vkey);
        var report = Verify(verifier, cancellationToken);
        if (json)
        {
            io.Output.WriteLine(ReportJson.Write(report, folder, verifier.Name));
        }
        else
        {
            new ReportText(new Screen(io)).Write(report, folder, verifier.Name);
        }

        return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private MirrorReport Verify(NoteVerifier verifier, CancellationToken cancellationToken)
    {
        try
        {
            return new MirrorVerifier(folder).Verify(verifier, cancellationToken);
        }
        catch (CairnMirrorException e)
        {
            throw new CliException(e.Message); // No mirror at all: nothing could be checked.
        }
    }

    private static async Task<NoteVerifier> VerifierAsync(LogAddress address, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        return KeyFile.Required(address.KeyFile, open.Log);
    }
}
