using Cairn.Merkle;
using Cairn.Mirroring;

namespace Cairn.Cli;

/// <summary>Verifies a mirror, for which no store is needed.</summary>
internal sealed class MirrorVerification(CliIo io, string folder, string? since)
{
    /// <param name="pinned">The key as it was named; <see langword="null"/>: that of the store's log.</param>
    /// <param name="address">The store's log, asked for only without a key.</param>
    /// <param name="json">Whether programs read the report.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<int> RunAsync(PinnedKey? pinned, Func<LogAddress> address, bool json, CancellationToken cancellationToken)
    {
        var saved = since is null ? null : new SavedCheckpoint(since);
        var key = pinned is null
            ? await KeyAsync(address(), cancellationToken).ConfigureAwait(false)
            : new(pinned.Verifier, KeySource.Pinned);
        var report = Verify(key.Verifier!, saved?.Open(key.Verifier!), cancellationToken); // KeyAsync does not return without one.
        if (json)
        {
            io.Output.WriteLine(ReportJson.Write(report, folder, key));
        }
        else
        {
            new ReportText(new Screen(io)).Write(report, folder, key, saved);
        }

        return report.Findings.Count > 0 ? ExitCode.Refused : key.Source == KeySource.Store ? ExitCode.CouldNot : ExitCode.Done;
    }

    private MirrorReport Verify(NoteVerifier verifier, TreeHead? saved, CancellationToken cancellationToken)
    {
        try
        {
            return new MirrorVerifier(folder).Verify(verifier, saved, cancellationToken);
        }
        catch (CairnMirrorException e)
        {
            throw new CliException(e.Message); // No mirror at all: nothing could be checked.
        }
    }

    private static async Task<CheckingKey> KeyAsync(LogAddress address, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var key = await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false);
        return key with { Verifier = key.Required(address, open) };
    }
}
